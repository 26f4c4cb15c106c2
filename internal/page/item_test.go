package page

import (
	"bytes"
	"math"
	"strconv"
	"strings"
	"testing"
)

func TestItemForms(t *testing.T) {
	for _, c := range []struct {
		text string
		len  int
	}{
		{"", 1}, {"a", 2}, {strings.Repeat("x", 127), 128}, {strings.Repeat("x", 128), 131},
		{strings.Repeat("x", 65535), 65538}, {strings.Repeat("x", 65536), 65541},
		{"0", 1}, {"63", 1}, {"64", 2}, {"127", 2}, {"128", 3}, {"-1", 2}, {"-128", 2}, {"-129", 3},
		{"32767", 3}, {"8388607", 4}, {"8388608", 5}, {"2147483647", 5}, {"2147483648", 6},
		{"9223372036854775807", 9}, {"-9223372036854775808", 9},
		// These are not how a number is spelt.
		{"-", 2}, {"-0", 3}, {"00", 3}, {"01", 3}, {"+1", 3}, {" 1", 3}, {"1 ", 3}, {"1.0", 4}, {"1e3", 4},
		{"9223372036854775808", 20}, {"-9223372036854775809", 21}, {"18446744073709551616", 21},
		{"99999999999999999999", 21}, {"-99999999999999999999", 22},
	} {
		it := Text([]byte(c.text))
		b := AppendItem([]byte{0xEE}, it)
		if len(b)-1 != c.len || ItemLen(it) != c.len {
			t.Errorf("%.30q: %d bytes, ItemLen %d, want %d", c.text, len(b)-1, ItemLen(it), c.len)
		}
		got, end, err := readItem(append(b, 0xEE), 1)
		if err != nil || end != len(b) || string(got.AppendText(nil)) != c.text || got.TextLen() != len(c.text) {
			t.Errorf("%.30q: read %.30q to %d of %d, %v", c.text, got.AppendText(nil), end, len(b), err)
		}
		for cut := 1; cut < len(b) && cut < 12; cut++ {
			if _, _, err := readItem(b[:cut], 1); err != ErrCorrupt {
				t.Errorf("%.30q cut to %d: %v", c.text, cut-1, err)
			}
		}
		var nd Needle
		nd.Set(it)
		if !nd.Match(b, 1) || nd.Match(b[:len(b)-1], 1) || nd.Match(AppendItem(nil, Text([]byte(c.text+"x"))), 0) {
			t.Errorf("%.30q: needle", c.text)
		}
	}
}

func TestScores(t *testing.T) {
	for _, c := range []struct {
		score float64
		len   int
	}{
		{0, 1}, {math.Copysign(0, -1), 9}, {1, 1}, {-1, 2}, {1.5, 9}, {1e6, 4}, {1 << 52, 8}, {1 << 53, 9}, {1e300, 9},
		{math.Inf(1), 9}, {math.Inf(-1), 9}, {math.MaxFloat64, 9}, {5e-324, 9},
	} {
		b := AppendItem(nil, Score(c.score))
		got, end, err := readScore(b, 0)
		if err != nil || end != c.len || math.Float64bits(got) != math.Float64bits(c.score) {
			t.Errorf("%v: %v in %d bytes, %v", c.score, got, end, err)
		}
	}
}

func TestSeparatorsFollowTheOrder(t *testing.T) {
	scores := []float64{math.Inf(-1), -1e300, -2, -1.5, -5e-324, 0, 5e-324, 1, 1.5, 2, 1e300, math.Inf(1)}
	members := []string{"", "\x00", "-5", "10", "9", "a", "aaaaaaaa", "aaaaaaaab", "b", "\xff"}
	var last Separator
	for _, score := range scores {
		bounds := []Bound{{Score: score, Side: Before}}
		for _, m := range members {
			bounds = append(bounds, Bound{Score: score, Member: Text([]byte(m))})
		}
		for _, k := range append(bounds, Bound{Score: score, Side: After}) {
			sep := Scored.Separator(&k)
			if sep.Compare(last) < 0 {
				t.Errorf("separator of %v goes back", k)
			}
			last = sep
		}
	}
	zero, minus := Bound{}, Bound{Score: math.Copysign(0, -1)}
	if Scored.Separator(&zero) != Scored.Separator(&minus) {
		t.Error("the zeros differ")
	}
}

func TestHash(t *testing.T) {
	// The function is part of the format.
	for _, c := range []struct {
		seed uint64
		text string
		want uint64
	}{
		{0, "", 0xef1fa03547fe080a},
		{1, "a", 0xb0304e33721e309d},
		{42, "12345", 0x6910be0abdb70060},
		{42, "-1", 0x756151eb4bce64df},
		{42, "field:1", 0x6f94511ca3628603},
		{42, strings.Repeat("long ", 20), 0xb2db1a31e607e572},
	} {
		if got := Hash(c.seed, Text([]byte(c.text))); got != c.want {
			t.Errorf("Hash(%d, %q) = %#x, want %#x", c.seed, c.text, got, c.want)
		}
	}
}

// TestHashSpreads looks at the bits that choose buckets and groups, for the
// keys that people use.
func TestHashSpreads(t *testing.T) {
	const buckets, keys = 1 << 12, 1 << 17
	for name, key := range map[string]func(i int) []byte{
		"integers": func(i int) []byte { return strconv.AppendInt(nil, int64(i), 10) },
		"fields":   func(i int) []byte { return strconv.AppendInt([]byte("field:"), int64(i), 10) },
		"long":     func(i int) []byte { return strconv.AppendInt(bytes.Repeat([]byte("x"), 40), int64(i), 10) },
		"wide":     func(i int) []byte { return []byte{0xff, byte(i), 0, byte(i >> 8), 0, byte(i >> 16)} },
	} {
		for shift := 0; shift <= 52; shift += 13 {
			var counts [buckets]int
			for i := range keys {
				counts[Hash(7, Text(key(i)))<<shift>>52]++
			}
			chi := 0.0
			for _, n := range counts {
				d := float64(n) - keys/buckets
				chi += d * d / (keys / buckets)
			}
			// Mean 4095, standard deviation 90.
			if chi > 4095+5*90 {
				t.Errorf("%s, bits from %d: chi square %.0f", name, shift, chi)
			}
		}
	}
}
