package command

import "testing"

// TestBrief: a command is timed together with others only if it cannot take long.
func TestBrief(t *testing.T) {
	key := []KeyRule{At(1, RO)}
	spec := func(name, group string, flags Flag, keys []KeyRule) Spec {
		return Spec{Name: name, Group: group, Since: "1", Summary: "s", Flags: flags, Keys: keys, Syntax: "[key]", Run: func(*Call) {}, Compat: Ours("a test")}
	}
	table := NewTable([]Spec{
		spec("GET", "string", Fast, key), spec("SET", "string", Write, key),
		spec("APPEND", "string", Fast|Uneven, key), spec("SETRANGE", "string", Uneven, key),
		spec("LCS", "string", 0, []KeyRule{Span(1, 2, 1, RO)}), spec("LRANGE", "list", 0, key),
		spec("BZPOPMIN", "sorted-set", Fast|Blocking, key),
	})
	for _, s := range table.All() {
		if want := s.Name == "GET" || s.Name == "SET"; s.IsBrief() != want {
			t.Errorf("%s: brief is %v, want %v", s.Name, s.IsBrief(), want)
		}
	}
}

func TestTally(t *testing.T) {
	table := NewTable([]Spec{{Name: "GET", Group: "string", Since: "1", Summary: "s", Run: func(*Call) {}, Compat: Ours("a test")}})
	tally := table.Find("get").Tally()
	used := func() (n int) {
		table.EachUsed(func(*Spec, Counts) { n++ })
		return n
	}
	if used() != 0 || tally.Latencies() != nil {
		t.Error("a command that nobody has used is used")
	}
	tally.Ran(2, 3, false)
	if got := tally.Counts(); got != (Counts{Calls: 2, Took: 6}) || tally.Latencies() != nil || table.Calls() != 2 {
		t.Errorf("after two calls: %v", got)
	}
	tally.Ran(1, 4, true)
	tally.Rejected()
	if h := tally.Latencies(); used() != 1 || h == nil || h.Count() != 1 {
		t.Error("the latency of the third call is not known")
	}
	table.ResetTallies()
	if used() != 0 || tally.Latencies() != nil {
		t.Error("a reset has left something")
	}
}
