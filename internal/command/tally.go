package command

import (
	"sync/atomic"
	"time"

	"github.com/holdfast-db/holdfast/internal/latency"
)

// Tally counts what a command was used for since the start or CONFIG RESETSTAT.
type Tally struct {
	calls, nanos     atomic.Int64
	rejected, failed atomic.Int64
	latencies        atomic.Pointer[latency.Histogram] // nil until the first is counted
}

// Tally is the command's.
func (s *Spec) Tally() *Tally { return s.tally }

// Ran counts n calls that took so long each. The latency is kept only if tracks is set.
func (t *Tally) Ran(n int64, each time.Duration, tracks bool) {
	t.calls.Add(n)
	t.nanos.Add(n * int64(each))
	if !tracks {
		return
	}
	h := t.latencies.Load()
	if h == nil {
		h = t.makeHistogram()
	}
	h.Add(each, n)
}

// makeHistogram is apart from Ran because most commands are never used.
func (t *Tally) makeHistogram() *latency.Histogram {
	t.latencies.CompareAndSwap(nil, new(latency.Histogram))
	return t.latencies.Load()
}

// Rejected counts a call that was refused before it ran.
func (t *Tally) Rejected() { t.rejected.Add(1) }

// Failed counts a call that ran and replied with an error.
func (t *Tally) Failed() { t.failed.Add(1) }

// Counts is one reading of a Tally.
type Counts struct {
	Calls, Rejected, Failed int64
	Took                    time.Duration // all calls together
}

// Counts reads the counters.
func (t *Tally) Counts() Counts {
	return Counts{
		Calls: t.calls.Load(), Rejected: t.rejected.Load(), Failed: t.failed.Load(),
		Took: time.Duration(t.nanos.Load()),
	}
}

// Latencies is how long the calls took; nil if nothing is known.
func (t *Tally) Latencies() *latency.Histogram {
	if h := t.latencies.Load(); h != nil && h.Count() > 0 {
		return h
	}
	return nil
}

// Reset begins anew.
func (t *Tally) Reset() {
	for _, n := range []*atomic.Int64{&t.calls, &t.nanos, &t.rejected, &t.failed} {
		n.Store(0)
	}
	if h := t.latencies.Load(); h != nil {
		h.Reset()
	}
}

// EachUsed visits the commands and subcommands that somebody has tried since the last reset, in order of name.
func (t *Table) EachUsed(visit func(*Spec, Counts)) {
	t.each(func(s *Spec) {
		if n := s.tally.Counts(); n != (Counts{}) {
			visit(s, n)
		}
	})
}

// Calls is how many commands have run since the last reset.
func (t *Table) Calls() (n int64) {
	t.each(func(s *Spec) { n += s.tally.calls.Load() })
	return n
}

// ResetTallies begins to count anew.
func (t *Table) ResetTallies() { t.each(func(s *Spec) { s.tally.Reset() }) }

// each visits all commands, and behind each its subcommands.
func (t *Table) each(visit func(*Spec)) {
	for _, s := range t.list {
		visit(s)
		for i := range s.Subcommands {
			visit(&s.Subcommands[i])
		}
	}
}

// isBrief reports whether the command takes little time whatever the data, as long as its words and its reply are
// short, so that several may be timed together.
func (s *Spec) isBrief() bool {
	return (s.Flags.Has(Fast) || s.soleKey && s.Group == "string") && !s.Flags.Has(Uneven) && !s.Flags.Has(Blocking)
}

// IsBrief is what isBrief found when the table was made.
func (s *Spec) IsBrief() bool { return s.brief }
