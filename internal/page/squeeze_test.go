package page

import (
	"bytes"
	"errors"
	"fmt"
	"testing"

	"github.com/holdfast-db/holdfast/internal/base/arena"
)

// leafOf returns a container with one page of so many elements.
func leafOf(n int, element func(i int) string) (*Pages, Number) {
	s := &Pages{Env: Env{Arena: arena.New()}}
	id, p := s.New(KindLeaf, MaxLen)
	p.SetShape(Items)
	run := p[:HeaderLen]
	for i := range n {
		run = AppendItem(run, Text([]byte(element(i))))
	}
	p.SetCount(n)
	p.SetUsed(len(run))
	return s, id
}

func TestSqueeze(t *testing.T) {
	s, id := leafOf(80, func(i int) string { return fmt.Sprintf("element:%08d", i) })
	was, bytesWere, full := bytes.Clone(s.Read(id)), s.Bytes, s.Arena.Stats().InUseBytes
	s.Squeeze(id)
	if saved := full - s.Arena.Stats().InUseBytes; saved < MaxLen/2 {
		t.Errorf("only %d bytes saved", saved)
	}
	s.Squeeze(id)
	if got := s.Read(id); !bytes.Equal(got[:got.Used()], was[:got.Used()]) || len(got) != len(was) {
		t.Errorf("%q\nwas %q", got, was)
	}
	if s.Bytes != bytesWere || s.Arena.Stats().InUseBytes != full {
		t.Errorf("%d bytes, %d in use; were %d, %d", s.Bytes, s.Arena.Stats().InUseBytes, bytesWere, full)
	}
}

// TestSqueezeNotWorth leaves a page alone that does not become much smaller.
func TestSqueezeNotWorth(t *testing.T) {
	random := uint64(1)
	s, id := leafOf(118, func(int) string {
		random = random*6364136223846793005 + 1442695040888963407
		return fmt.Sprintf("%016x", random)
	})
	ref := s.use(id).ref
	s.Squeeze(id)
	if e := s.entryAt(id); e.ref != ref || e.state&stateSqueezed != 0 {
		t.Error("squeezed")
	}
}

// TestSqueezedOnDisk stores a squeezed page as it is.
func TestSqueezedOnDisk(t *testing.T) {
	s, id := leafOf(80, func(i int) string { return fmt.Sprintf("element:%08d", i) })
	was := bytes.Clone(s.Read(id))
	s.Squeeze(id)
	s.EachDirty(func(_ Container, _ Number, stored []byte) {
		if got, err := Unsqueeze(nil, stored); err != nil || !bytes.Equal(got, was[:len(got)]) || len(stored) > MaxLen/2 {
			t.Errorf("%d bytes: %q, %v", len(stored), got, err)
		}
		for i := range stored {
			damaged := bytes.Clone(stored)
			damaged[i] ^= 0x55
			if _, err := Unsqueeze(nil, damaged); err != nil && !errors.Is(err, ErrCorrupt) {
				t.Errorf("byte %d: %v", i, err)
			}
		}
	})
}

func FuzzUnsqueeze(f *testing.F) {
	s, id := leafOf(80, func(i int) string { return fmt.Sprintf("element:%08d", i) })
	f.Add([]byte(s.Read(id)))
	s.Squeeze(id)
	s.EachDirty(func(_ Container, _ Number, stored []byte) { f.Add(bytes.Clone(stored)) })
	f.Fuzz(func(t *testing.T, stored []byte) {
		p, err := Unsqueeze(nil, stored)
		if err != nil && !errors.Is(err, ErrCorrupt) {
			t.Fatal(err)
		}
		if err == nil && len(stored) > 0 && Kind(stored[0]) == KindSqueezed && Page(p).Used() != len(p) {
			t.Fatalf("%d bytes used of %d", Page(p).Used(), len(p))
		}
	})
}
