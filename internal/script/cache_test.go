package script

import (
	"fmt"
	"testing"
)

func TestCache(t *testing.T) {
	limit := int64(3)
	c := NewCache(func() int64 { return limit })
	load := func(n int, keep bool) *Script {
		t.Helper()
		s, err := c.Load(fmt.Appendf(nil, "return %d", n), keep)
		if err != nil {
			t.Fatal(err)
		}
		return s
	}
	kept := load(0, true)
	one, two := load(1, false), load(2, false)
	load(3, false)
	if c.Find([]byte(one.SHA)) != one {
		t.Error("a script is gone before there are too many")
	}
	load(4, false)
	if c.Find([]byte(two.SHA)) != nil {
		t.Error("the script that was used last stays, and the others do not")
	}
	if c.Find([]byte(one.SHA)) != one || c.Find([]byte(kept.SHA)) != kept || c.Len() != 4 {
		t.Errorf("%d scripts are left, and not the right ones", c.Len())
	}
	limit = 1
	load(5, false)
	load(5, true) // from now on it stays
	load(6, false)
	load(7, false)
	if c.Len() != 3 {
		t.Errorf("%d scripts are left, want the two that were loaded and the last one", c.Len())
	}
	c.Flush()
	if c.Len() != 0 || c.Bytes() != 0 || c.Find([]byte(kept.SHA)) != nil {
		t.Error("a flush leaves something")
	}
}

func TestDump(t *testing.T) {
	l := NewLibraries()
	code := "#!lua name=lib\nredis.register_function('f', function() return 1 end)"
	library, err := ParseLibrary(code)
	if err == nil {
		err = NewMachine(Version{}, 1).Load(&echo{}, library)
	}
	if err == nil {
		err = l.Add([]*Library{library}, Append, "")
	}
	if err != nil {
		t.Fatal(err)
	}
	codes, err := ParseDump(l.AppendDump(nil))
	if err != nil || len(codes) != 1 || codes[0] != code {
		t.Errorf("the dump gives %q, %v", codes, err)
	}
	for n := range l.AppendDump(nil) {
		if _, err := ParseDump(l.AppendDump(nil)[:n]); err == nil {
			t.Errorf("the first %d bytes of a dump pass for a whole one", n)
		}
	}
}
