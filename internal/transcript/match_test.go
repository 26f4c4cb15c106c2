package transcript

import (
	"strings"
	"testing"
)

func TestMatches(t *testing.T) {
	tests := []struct {
		once      once
		want, got string
		ok        bool
	}{
		{once{}, "1) a|2) b", "1) a|2) b", true},
		{once{}, "1) a|2) b", "1) b|2) a", false},
		{once{}, "", "OK", false},

		{once{match: true}, "(integer) *", "(integer) 12", true},
		{once{match: true}, "(integer) *", "(integer)", false},
		{once{match: true}, `1) *|2) "b"`, `1) "a"|2) "b"`, true},
		{once{match: true}, `*`, `1) "a"|2) "b"`, false},
		{once{match: true}, `"a.c"`, `"abc"`, false},
		{once{match: true}, `"a\x00*"`, `"a\x00bc"`, true},
		{once{match: true}, `/\(integer\) 1[0-2]/`, "(integer) 11", true},
		{once{match: true}, `/\(integer\) 1[0-2]/`, "(integer) 111", false},
		{once{match: true}, `/a|b/`, "a|b", false},

		{once{order: unordered}, "1) a|2) b|3) b", "1) b|2) a|3) b", true},
		{once{order: unordered}, "1) a|2) b|3) b", "1) b|2) a|3) a", false},
		{once{order: unordered}, "1) a|2) b", "1~ b|2~ a", false},
		{once{order: unordered}, "OK", "OK", true},
		{once{order: unordered}, "OK", "NO", false},
		{once{order: unordered}, "(empty array)", "1) a", false},
		{once{order: unordered}, "1) 1) a|   2) b|2) c", "1) c|2) 1) a|   2) b", true},
		{once{order: unordered}, "1) 1) a|   2) b|2) c", "1) c|2) 1) b|   2) a", false},
		{
			once{order: unordered},
			" 1) a| 2) b| 3) c| 4) d| 5) e| 6) f| 7) g| 8) h| 9) i|10) 1) j|    2) k",
			" 1) 1) j|    2) k| 2) i| 3) h| 4) g| 5) f| 6) e| 7) d| 8) c| 9) b|10) a", true,
		},

		{once{order: unorderedPairs}, "1) f|2) 1|3) g|4) 2", "1) g|2) 2|3) f|4) 1", true},
		{once{order: unorderedPairs}, "1) f|2) 1|3) g|4) 2", "1) f|2) 2|3) g|4) 1", false},
		{once{order: unorderedPairs}, "1# f => 1|2# g => 2", "1# g => 2|2# f => 1", true},

		{once{order: unorderedDeep}, `1) "0"|2) 1) a|   2) b`, `1) "0"|2) 1) b|   2) a`, true},
		{once{order: unorderedDeep}, `1) "0"|2) 1) a|   2) b`, `1) "0"|2) 1) b|   2) c`, false},
	}
	for _, test := range tests {
		s := Step{once: test.once}
		want, got := strings.Split(test.want, "|"), strings.Split(test.got, "|")
		if test.want == "" {
			want = nil
		}
		if ok := s.matches(want, got); ok != test.ok {
			t.Errorf("%+v: %s satisfied by %s: %v", test.once, test.want, test.got, ok)
		}
	}
}

func TestDiff(t *testing.T) {
	for _, test := range []struct{ want, got, diff string }{
		{"a", "b", "  - a|  + b"},
		{"a|b|c", "a|x|c", "    a|  - b|  + x|    c"},
		{"a|b|c", "b|c|d", "  - a|    b|    c|  + d"},
		{"a", "a|b", "    a|  + b"},
	} {
		got := diff(strings.Split(test.want, "|"), strings.Split(test.got, "|"))
		if text := strings.Join(got, "|"); text != test.diff {
			t.Errorf("diff of %s and %s: %s, want %s", test.want, test.got, text, test.diff)
		}
	}
	if got := diff(nil, []string{"a"}); len(got) != 1 || got[0] != "  + a" {
		t.Errorf("diff of nothing and a: %q", got)
	}
}
