package page

import (
	"encoding/binary"

	"github.com/holdfast-db/holdfast/internal/base/arena"
)

// Env is what the owner of a container lends it for one command.
type Env struct {
	Arena *arena.Arena
	Seed  uint64 // of hashes; the database's, the same for ever
	Epoch uint8  // written into every page that changes
}

// Pages is the way of one container to its pages. All reads, changes,
// allocations and frees go through it, so it keeps the account of bytes, and a
// checkpoint has one place to hook into.
type Pages struct {
	Env
	Bytes uint64 // capacity of the container's blocks
	Blobs uint64 // how many of them are blobs
}

// Read returns the page at r. It must not be changed.
func (s *Pages) Read(r arena.Ref) Page { return s.Arena.Bytes(r) }

// Write returns the page at r to be changed. Every change of an existing page
// begins here.
func (s *Pages) Write(r arena.Ref) Page {
	p := Page(s.Arena.Bytes(r))
	p[1] = s.Epoch
	return p
}

// New returns a fresh page of at least n bytes with nothing but its header.
func (s *Pages) New(k Kind, n int) (arena.Ref, Page) {
	r := s.Arena.Alloc(n)
	p := Page(s.Arena.Bytes(r))
	s.Bytes += uint64(len(p))
	p.reset(k, s.Epoch)
	return r, p
}

// Drop frees the page at r.
func (s *Pages) Drop(r arena.Ref) {
	s.Bytes -= uint64(len(s.Arena.Bytes(r)))
	s.Arena.Free(r)
}

// Resize moves the page at r to a block for n bytes, which must hold what is
// used, and returns where it is now.
func (s *Pages) Resize(r arena.Ref, n int) (arena.Ref, Page) {
	old := s.Read(r)
	if arena.Cap(n) == len(old) {
		return r, s.Write(r)
	}
	to, p := s.New(old.Kind(), n)
	copy(p, old[:old.Used()])
	p[1] = s.Epoch
	s.Drop(r)
	return to, p
}

// Roomy reports whether a page with used bytes wastes so much of its block
// that moving it pays: more than a quarter, and not by rounding alone.
func (s *Pages) Roomy(p Page, used int) bool {
	return used < len(p)-len(p)/4 && arena.Cap(used+used/8) < len(p)
}

// Keep returns the item as a page holds it: long text goes into a blob.
func (s *Pages) Keep(it Item) Item {
	if !it.Long() {
		return it
	}
	n := len(it.text)
	r, p := s.New(KindBlob, HeaderLen+n)
	binary.LittleEndian.PutUint32(p[4:], uint32(n))
	copy(p[HeaderLen:], it.text)
	s.Blobs++
	return far(r, n)
}

// Load is the inverse of Keep: the item with its text at hand. A nil Pages
// loads what needs no loading.
func (s *Pages) Load(it Item) (Item, error) {
	if it.kind != kindFar {
		return it, nil
	}
	if s == nil {
		return Item{}, ErrCorrupt
	}
	r, n := it.farRef()
	p := s.Read(r)
	if len(p)-HeaderLen < n || p.Kind() != KindBlob {
		return Item{}, ErrCorrupt
	}
	return Item{text: p[HeaderLen : HeaderLen+n : HeaderLen+n]}, nil
}

// LoadEntry loads the items of e.
func (s *Pages) LoadEntry(e *Entry) (err error) {
	if s.Blobs == 0 {
		return nil
	}
	if e.Key, err = s.Load(e.Key); err == nil {
		e.Value, err = s.Load(e.Value)
	}
	return err
}

// Forget frees the blob of an item that is about to leave its page.
func (s *Pages) Forget(it Item) {
	if it.kind == kindFar {
		r, _ := it.farRef()
		s.Drop(r)
		s.Blobs--
	}
}

// ForgetRun frees the blobs of all entries in b.
func (s *Pages) ForgetRun(shape Shape, b []byte) error {
	if s.Blobs == 0 {
		return nil
	}
	for off := 0; off < len(b); {
		e, end, err := shape.Read(b, off)
		if err != nil {
			return err
		}
		s.Forget(e.Key)
		s.Forget(e.Value)
		off = end
	}
	return nil
}

// BlobBytes returns the capacity of an item's blob, 0 if it has none.
func (s *Pages) BlobBytes(it Item) uint64 {
	if it.kind != kindFar {
		return 0
	}
	r, _ := it.farRef()
	return uint64(len(s.Read(r)))
}
