package glob

import (
	"bytes"
	"strings"
	"testing"
)

func TestMatch(t *testing.T) {
	for _, c := range []struct {
		pattern, s  string
		match, fold bool
	}{
		{"", "", true, true},
		{"", "a", false, false},
		{"*", "", false, false},
		{"*", "a", true, true},
		{"a*", "a", true, true},
		{"a**", "a", true, true},
		{"*a", "ba", true, true},
		{"*a*", "bab", true, true},
		{"*ab", "aab", true, true},
		{"*a?c*d", "xabcabcdd", true, true},
		{"?", "", false, false},
		{"?", "ab", false, false},
		{"user:*:name", "user:1:2:name", true, true},
		{"user:*:name", "user:1:names", false, false},
		{"abc", "ABC", false, true},
		{"[a-c]x", "Bx", false, true},
		{"[c-a]x", "bx", true, true},
		{"[^a-c]", "b", false, false},
		{"[^a-c]", "B", true, false},
		{"[^]", "a", true, true},
		{"[]", "a", false, false},
		{"[]a]", "a]", false, false},
		{"[a", "a", true, true},
		{"[a-", "-", true, true},
		{"[a-]", "`", true, true}, // reaches from ] to a, and is not closed
		{"[^", "a", true, true},
		{"[", "a", false, false},
		{"[\\]]", "]", true, true},
		{"[\\a]", "A", false, false},
		{"[\\", "\\", true, true},
		{"[Z-a]", "[", true, false}, // folded it is z-a, and empty
		{"[A-Z]", "b", false, true},
		{"\\*", "*", true, true},
		{"\\*", "a", false, false},
		{"a\\", "a\\", true, true},
		{"a\\B", "ab", false, true},
		{"\x00*\xff", "\x00\x01\xff", true, true},
	} {
		if got := Match([]byte(c.pattern), []byte(c.s)); got != c.match {
			t.Errorf("Match(%q, %q) = %v", c.pattern, c.s, got)
		}
		if got := MatchFold([]byte(c.pattern), []byte(c.s)); got != c.fold {
			t.Errorf("MatchFold(%q, %q) = %v", c.pattern, c.s, got)
		}
	}
}

func TestPrefix(t *testing.T) {
	for _, c := range []struct {
		pattern, prefix string
		more            bool
	}{
		{"", "", false},
		{"abc", "abc", false},
		{"abc*", "abc", true},
		{"*abc", "", true},
		{"a?c", "a", true},
		{"a[b]", "a", true},
		{"a\\*b", "a", true},
		{"a]b", "a]b", false},
	} {
		prefix, more := Prefix([]byte(c.pattern))
		if string(prefix) != c.prefix || more != c.more {
			t.Errorf("Prefix(%q) = %q, %v", c.pattern, prefix, more)
		}
	}
}

// A matcher that tries every split for every star would not live to see the
// end of this test.
func TestManyStars(t *testing.T) {
	pattern := []byte(strings.Repeat("*a", 2000) + "*b")
	s := bytes.Repeat([]byte("a"), 5000)
	if Match(pattern, s) {
		t.Error("there is no b")
	}
	if !Match(pattern, append(s, 'b')) {
		t.Error("now there is a b")
	}
}

func TestMatchDoesNotAllocate(t *testing.T) {
	pattern, s := []byte("*[a-c]\\x?*z"), []byte("some text bxyz")
	n := testing.AllocsPerRun(100, func() {
		if !MatchFold(pattern, s) {
			t.Fatal("no match")
		}
	})
	if n != 0 {
		t.Errorf("%v allocations", n)
	}
}

// naive follows the definition: a star tries every split, by recursion.
func naive(pattern, s []byte, fold bool) bool {
	switch {
	case len(pattern) == 0 || len(s) == 0:
		return len(bytes.TrimLeft(pattern, "*")) == 0 && len(s) == 0
	case pattern[0] == '*':
		return naive(pattern[1:], s, fold) || naive(pattern, s[1:], fold)
	}
	width, ok := element(pattern, s[0], fold)
	return ok && naive(pattern[width:], s[1:], fold)
}

func FuzzMatch(f *testing.F) {
	f.Add([]byte("*a*[^b-d]?"), []byte("xaxyaez"), true)
	f.Add([]byte("[]-a\\"), []byte("\\"), false)
	f.Fuzz(func(t *testing.T, pattern, s []byte, fold bool) {
		if len(pattern) > 12 || len(s) > 20 {
			t.Skip("too long for the naive matcher")
		}
		got := match(pattern, s, fold)
		want := naive(pattern, s, fold)
		if len(s) == 0 {
			want = len(pattern) == 0
		}
		if got != want {
			t.Errorf("match(%q, %q, %v) = %v", pattern, s, fold, got)
		}
		prefix, more := Prefix(pattern)
		if !fold && got && !bytes.HasPrefix(s, prefix) {
			t.Errorf("%q matches %q, without its prefix %q", pattern, s, prefix)
		}
		if !more && match(pattern, s, false) != bytes.Equal(prefix, s) {
			t.Errorf("%q is no pattern, but matches %q: %v", pattern, s, !bytes.Equal(prefix, s))
		}
	})
}

func BenchmarkMatch(b *testing.B) {
	pattern, s := []byte("user:*:name"), []byte("user:123456:name")
	for b.Loop() {
		Match(pattern, s)
	}
}
