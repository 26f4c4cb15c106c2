package config

import (
	"slices"
	"testing"
)

func TestSplitWords(t *testing.T) {
	for _, c := range []struct {
		line string
		want []string
	}{
		{"", nil},
		{" \t\r", nil},
		{"port 6379", []string{"port", "6379"}},
		{"\tport\t 6379 \r", []string{"port", "6379"}},
		{`save ""`, []string{"save", ""}},
		{`save ''`, []string{"save", ""}},
		{`a "b c" d`, []string{"a", "b c", "d"}},
		{`a "\n\r\t\b\a\x41\"\\\q"`, []string{"a", "\n\r\t\b\aA\"\\q"}},
		{`a "\xzz \x4"`, []string{"a", "xzz x4"}},
		{`a 'b\'c\n"'`, []string{"a", `b'c\n"`}},
		{`a b"c d"`, []string{"a", "bc d"}},
		{`dir C:\data`, []string{"dir", `C:\data`}},
		{"logfile na\xc3\xafve", []string{"logfile", "naïve"}},
	} {
		got, err := splitWords(c.line)
		if err != nil || !slices.Equal(got, c.want) {
			t.Errorf("splitWords(%q) = %q, %v; want %q", c.line, got, err, c.want)
		}
	}
	for _, line := range []string{`"`, `'`, `a "b`, `a "b\"`, `a "b"c`, `a 'b'"c"`, `a 'b\'`, `"\`} {
		if got, err := splitWords(line); err != errQuotes {
			t.Errorf("splitWords(%q) = %q, %v; want %v", line, got, err, errQuotes)
		}
	}
}

func FuzzWords(f *testing.F) {
	f.Add(`a "b\x00" 'c\''`)
	f.Add("#\x7f\xff \\")
	f.Fuzz(func(t *testing.T, line string) {
		words, err := splitWords(line)
		if err != nil {
			return
		}
		written := joinWords(words)
		again, err := splitWords(written)
		if err != nil || !slices.Equal(again, words) {
			t.Errorf("%q was written as %q and read as %q, %v", words, written, again, err)
		}
	})
}
