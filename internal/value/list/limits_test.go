package list

import (
	"bytes"
	"testing"

	"github.com/holdfast-db/holdfast/internal/base/arena"
	"github.com/holdfast-db/holdfast/internal/page"
)

// TestLimits finds the size at which a list of equal elements is no longer small, and the one at which it is again.
func TestLimits(t *testing.T) {
	for size, want := range map[int]int{-1: 40, -2: 80, -3: 160, -4: 321, -5: 642, -9: 642, 0: 1, 10: 10, 1000: 80} {
		var l List
		l.New(page.Env{Arena: arena.New()}, Limits{Size: size})
		e := bytes.Repeat([]byte("x"), 100)
		for l.Encoding() == EncPacked {
			l.Push(Right, e)
		}
		most := l.Len() - 1
		if most != want {
			t.Errorf("size %d: small up to %d elements, want %d", size, most, want)
		}
		for l.Encoding() == EncTree {
			l.Pop(Left)
		}
		if l.Len() > most/2 || l.Len() < most/16 {
			t.Errorf("size %d: small up to %d elements and again at %d", size, most, l.Len())
		}
	}
}

func TestLongElementMovesToATree(t *testing.T) {
	var l List
	l.New(page.Env{Arena: arena.New()}, DefaultLimits())
	l.Push(Left, bytes.Repeat([]byte("x"), 9000))
	if l.EncodingName() != "quicklist" {
		t.Errorf("9000 bytes are a %s", l.EncodingName())
	}
	l.Set(0, []byte("short"))
	if l.EncodingName() != "listpack" || l.Bytes() != 0 {
		t.Errorf("a short element is a %s with %d bytes of pages", l.EncodingName(), l.Bytes())
	}
}
