package slowlog

import (
	"bytes"
	"fmt"
	"strings"
	"testing"
)

func TestOldestGo(t *testing.T) {
	var l Log
	for range 5 {
		l.Add(Entry{}, 3)
	}
	got := l.Latest(-1)
	if len(got) != 3 || got[0].ID != 4 || got[2].ID != 2 {
		t.Errorf("after five entries with room for three: %v", got)
	}
	if got := l.Latest(1); len(got) != 1 || got[0].ID != 4 {
		t.Errorf("the latest is %v", got)
	}
	if n := len(l.Latest(10)); n != 3 {
		t.Errorf("asked for ten of three, got %d", n)
	}
	l.Add(Entry{}, 0)
	if l.Len() != 0 {
		t.Error("an entry stays without any room")
	}
	l.Add(Entry{}, 1)
	l.Reset()
	l.Add(Entry{}, 1)
	if got := l.Latest(-1); len(got) != 1 || got[0].ID != 7 {
		t.Errorf("after a reset: %v, want the entry with number 7", got)
	}
}

func TestWordsAreCut(t *testing.T) {
	words := make([][]byte, 33)
	for i := range words {
		words[i] = fmt.Append(nil, i)
	}
	var l Log
	l.Add(Entry{Words: words[:32]}, 10)
	l.Add(Entry{Words: words}, 10)
	long := []byte(strings.Repeat("A", 129))
	l.Add(Entry{Words: [][]byte{long[:128], long}}, 10)
	got := l.Latest(-1)
	if w := got[2].Words; len(w) != 32 || string(w[31]) != "31" {
		t.Errorf("32 words became %q", w)
	}
	if w := got[1].Words; len(w) != 32 || string(w[31]) != "... (2 more arguments)" {
		t.Errorf("33 words became %q", w)
	}
	if w := got[0].Words; len(w[0]) != 128 || string(w[1]) != string(long[:128])+"... (1 more bytes)" {
		t.Errorf("long words became %q", w)
	}
	clear(long)
	if !bytes.HasPrefix(got[0].Words[0], []byte("AA")) {
		t.Error("the log holds on to the client's buffer")
	}
}
