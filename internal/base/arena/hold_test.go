package arena

import (
	"bytes"
	"testing"
)

// TestHold frees blocks of all sizes during a hold: they keep what was in them, and count as free.
func TestHold(t *testing.T) {
	a := New()
	sizes := []int{16, 500, 5000, 100_000, 3 << 20}
	var refs []Ref
	var views [][]byte
	for _, n := range sizes {
		r := a.Alloc(n)
		b := a.Bytes(r)
		for i := range b {
			b[i] = byte(n)
		}
		refs, views = append(refs, r), append(views, b)
	}
	first := a.Hold()
	for _, r := range refs {
		a.Free(r)
	}
	if n := a.Stats().InUseBytes; n != 0 {
		t.Errorf("%d bytes in use", n)
	}
	for _, n := range sizes {
		clear(a.Bytes(a.Alloc(n)))
	}
	for i, b := range views {
		if want := bytes.Repeat([]byte{byte(sizes[i])}, len(b)); !bytes.Equal(b, want) {
			t.Errorf("a block of %d bytes has changed", sizes[i])
		}
	}
	a.Resume()
	if err := a.check(); err != nil {
		t.Error(err)
	}
	if second := a.Hold(); second == first || a.Held() != second {
		t.Errorf("holds %d and %d, held %d", first, second, a.Held())
	}
	a.Resume()
	a.Release()
}

// TestReleaseDuringHold reads a block of an arena that was released: its memory goes with the hold.
func TestReleaseDuringHold(t *testing.T) {
	a := New()
	b := a.Bytes(a.Alloc(100))
	copy(b, "still here")
	a.Hold()
	a.Release()
	if !bytes.HasPrefix(b, []byte("still here")) {
		t.Errorf("%q", b)
	}
	a.Resume()
	if n := a.Stats().ReservedBytes; n != 0 {
		t.Errorf("%d bytes are left", n)
	}
}
