package page

import (
	"encoding/binary"
	"sync/atomic"

	"github.com/holdfast-db/holdfast/internal/base/arena"
)

// Env is what the owner of a container lends it for one command.
type Env struct {
	Arena      *arena.Arena
	Seed       uint64 // of hashes; the database's, the same for ever
	Generation uint32 // of the database's contents, under which pages lie on disk
	Backing    *Backing
}

// Backing is what containers know of the database around them: one for each unit of work. Without one, all pages are
// in memory.
type Backing struct {
	Changed    bool        // some page was changed, made or freed
	DirtyBytes int64       // the capacity of pages that became dirty
	Abandoned  []Container // whose pages on disk are nobody's any more
	// Load reads a page from disk, as Unsqueeze returns it. It does not return if that fails: it panics with an error
	// that the owner of the unit knows, because no search in a container could go on.
	Load func(generation uint32, container uint64, id Number) []byte
	// EachStored shows fn which pages in [from, to) of a container the disk has. It reports false if it cannot tell.
	EachStored func(generation uint32, container uint64, from, to Number, fn func(Number)) bool
	// LastContainer is the highest number that a container has got.
	LastContainer *atomic.Uint64
}

// Container names the pages of one container on disk.
type Container struct {
	Generation uint32
	Number     uint64
	Pages      uint32 // their numbers are below
}

// Pages is the way of one container to its pages. All reads, changes, allocations and frees go through it, so it
// keeps the account of bytes, knows what a checkpoint has to write, and brings in what is on disk.
type Pages struct {
	Env
	Bytes uint64 // capacity of the container's blocks, in memory or not
	Blobs uint64 // how many of them are blobs

	container uint64
	table     arena.Ref
	next      uint32 // all numbers are below
	free      Number // the first of the free numbers
	stored    bool   // a checkpoint has written it

	shared *Pages // another's, which this one uses instead of its own
}

// Share makes s use the pages of another container, which must stay where it is. Several containers may lie in one
// that way, whose root stands for all of them: a value of many parts is then stored, swept and abandoned as one.
func (s *Pages) Share(with *Pages) {
	if s.shared != with || s.Env != with.Env { // small values share theirs again with every command
		*s = Pages{Env: with.Env, shared: with}
	}
}

// Has reports whether there may be a page with a Number.
func (s *Pages) Has(id Number) bool { return uint32(id) < max(s.home().next, 1) }

// Container is the number of the container, 0 as long as it has had no page.
func (s *Pages) Container() uint64 { return s.home().container }

// home is whose pages s uses.
func (s *Pages) home() *Pages {
	if s.shared != nil {
		return s.shared
	}
	return s
}

// Read returns the page with a Number. It must not be changed.
func (s *Pages) Read(id Number) Page {
	s = s.home()
	return s.view(s.use(id).ref)
}

// view returns the page in a block. Pages of entries know its capacity, which spares looking it up.
func (s *Pages) view(r arena.Ref) Page {
	head := (*[HeaderLen]byte)(s.Arena.Pointer(r))
	if Kind(head[0]) == KindBlob {
		return s.Arena.Bytes(r)
	}
	return s.Arena.View(r, roomOf(head[1]))
}

// use returns the entry of a page that is in memory from now on, and marks it as used.
func (s *Pages) use(id Number) *entry {
	e := s.entryAt(id)
	if e == nil || e.ref == 0 {
		e = s.load(id)
	}
	if e.state&(stateHot|stateSqueezed) != stateHot {
		s.warm(e)
	}
	return e
}

// warm marks a page as used, and brings it back to what it was if it is squeezed.
func (s *Pages) warm(e *entry) {
	if e.state&stateSqueezed != 0 {
		s.restore(e)
	}
	e.state |= stateHot
}

// load brings a page into memory.
func (s *Pages) load(id Number) *entry {
	stored := s.Backing.Load(s.Generation, s.container, id)
	e := s.ensure(id)
	r := s.Arena.Alloc(max(storedRoom(stored), len(stored)))
	copy(s.Arena.Bytes(r), stored)
	e.ref = r
	return e
}

// Write returns the page with a Number to be changed. Every change of an existing page begins here.
func (s *Pages) Write(id Number) Page {
	s = s.home()
	_, p := s.change(id)
	return p
}

// change returns a page to be changed, with its entry.
func (s *Pages) change(id Number) (*entry, Page) {
	e := s.use(id)
	if held := s.Arena.Held(); held != 0 && e.state>>holdShift == held {
		s.thaw(e)
	}
	p := s.view(e.ref)
	s.touch(e, len(p))
	return e, p
}

// thaw moves a page that a checkpoint is still reading to a block of its own, where it can be changed.
func (s *Pages) thaw(e *entry) {
	old := s.Arena.Bytes(e.ref)
	r := s.Arena.Alloc(len(old))
	copy(s.Arena.Bytes(r), old)
	s.Arena.Free(e.ref)
	e.ref = r
	e.state &= stateFlags
}

// touch marks a page as changed.
func (s *Pages) touch(e *entry, bytes int) {
	if s.Backing != nil {
		s.Backing.Changed = true
		if e.state&stateDirty == 0 {
			s.Backing.DirtyBytes += int64(bytes)
		}
	}
	e.state |= stateDirty
}

// New returns a fresh page of at least n bytes with nothing but its header.
func (s *Pages) New(k Kind, n int) (Number, Page) {
	s = s.home()
	if s.container == 0 && s.Backing != nil {
		s.container = s.Backing.LastContainer.Add(1)
	}
	id, e, isNew := s.newNumber()
	*e = entry{ref: s.Arena.Alloc(n), state: stateHot}
	if isNew {
		e.state |= stateNew
	}
	p := Page(s.Arena.Bytes(e.ref))
	s.Bytes += uint64(len(p))
	s.touch(e, len(p))
	p.reset(k)
	return id, p
}

// Drop frees the page with a Number, which was read before.
func (s *Pages) Drop(id Number) {
	s = s.home()
	e := s.entryAt(id)
	s.dropEntry(id, e, s.Arena.CapOf(e.ref))
}

// dropEntry frees a page of a capacity, in memory or not. What lies of it on disk stays until the next checkpoint.
func (s *Pages) dropEntry(id Number, e *entry, capacity int) {
	s.Bytes -= uint64(capacity)
	s.Arena.Free(e.ref)
	if s.Backing != nil {
		s.Backing.Changed = true
	}
	s.freeNumber(id, e)
}

// Resize gives the page with a Number a block for n bytes, which must hold what is used.
func (s *Pages) Resize(id Number, n int) Page {
	s = s.home()
	e, old := s.change(id)
	if arena.Cap(n) == len(old) {
		return old
	}
	r := s.Arena.Alloc(n)
	p := Page(s.Arena.Bytes(r))
	copy(p, old[:old.Used()])
	p.noteRoom()
	s.Bytes += uint64(len(p)) - uint64(len(old))
	s.Arena.Free(e.ref)
	e.ref = r
	return p
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
	s = s.home()
	n := int(it.bits)
	id, p := s.New(KindBlob, HeaderLen+n)
	binary.LittleEndian.PutUint32(p[4:], uint32(n))
	copy(p[HeaderLen:], it.text())
	s.Blobs++
	return far(id, n)
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
	id, n := it.farNumber()
	p := s.Read(id)
	if len(p)-HeaderLen < n || p.Kind() != KindBlob {
		return Item{}, ErrCorrupt
	}
	return textItem(p[HeaderLen : HeaderLen+n]), nil
}

// LoadEntry loads the items of e.
func (s *Pages) LoadEntry(e *Entry) (err error) {
	if s.home().Blobs == 0 {
		return nil
	}
	if e.Key, err = s.Load(e.Key); err == nil {
		e.Value, err = s.Load(e.Value)
	}
	return err
}

// Forget frees the blob of an item that is about to leave its page. It need not be in memory for that.
func (s *Pages) Forget(it Item) {
	if it.kind == kindFar {
		s = s.home()
		id, n := it.farNumber()
		s.dropEntry(id, s.ensure(id), arena.Cap(HeaderLen+n))
		s.Blobs--
	}
}

// ForgetRun frees the blobs of all entries in b.
func (s *Pages) ForgetRun(shape Shape, b []byte) error {
	if s.home().Blobs == 0 {
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
	_, n := it.farNumber()
	return uint64(arena.Cap(HeaderLen + n))
}

// Unload frees what a container takes of memory. Its pages must all be on disk as they are.
func (s *Pages) Unload() {
	s.eachEntry(1, func(_ Number, e *entry) bool {
		if e.state&stateFree == 0 {
			s.Arena.Free(e.ref)
		}
		return true
	})
	s.dropTable()
}

// Abandon says that the container is nobody's any more, so that what lies of it on disk can go. Its memory is freed by
// FreeSome.
func (s *Pages) Abandon() {
	if s.stored && s.Backing != nil {
		s.Backing.Changed = true
		s.Backing.Abandoned = append(s.Backing.Abandoned, Container{s.Generation, s.container, s.next})
	}
	s.stored = false
}

// FreeSome frees up to a number of pages from memory, from the end and without a look at them, and reports whether
// none is left. Once begun nothing else may be done with the container.
func (s *Pages) FreeSome(pages int) (done bool) {
	for s.table != 0 && s.next > 1 {
		if pages <= 0 {
			return false
		}
		id := Number(s.next - 1)
		e := s.entryAt(id)
		if e == nil {
			s.shorten(id - id%chunkEntries)
			continue
		}
		if e.state&stateFree == 0 {
			s.Arena.Free(e.ref)
		}
		s.shorten(id)
		pages--
	}
	s.dropTable()
	s.Bytes, s.Blobs, s.next = 0, 0, 0
	return true
}

// Sweep takes pages out of memory that are on disk as they are and were not used since the last sweep. It looks at up
// to n pages from a Number on, and returns where to go on, 0 at the end, and how much it has freed.
func (s *Pages) Sweep(from Number, n int) (next Number, freedBytes int64) {
	next = s.eachEntry(from, func(_ Number, e *entry) bool {
		switch {
		case n == 0:
			return false
		case e.ref == 0 || e.state&(stateDirty|stateFree) != 0:
		case e.state&stateHot != 0:
			e.state &^= stateHot
		default:
			freedBytes += int64(s.Arena.CapOf(e.ref))
			s.Arena.Free(e.ref)
			e.ref = 0
		}
		n--
		return true
	})
	return next, freedBytes
}

// EachDirty shows fn what the pages that changed since the last checkpoint are on disk, and marks them as clean. A page
// that was dropped, and may lie on disk still, is nil. If the arena is held, what fn has seen stays as it is until the hold
// ends: whoever changes such a page copies it first.
func (s *Pages) EachDirty(fn func(c Container, id Number, stored []byte)) {
	c := Container{s.Generation, s.container, s.next}
	s.eachEntry(1, func(id Number, e *entry) bool {
		if e.state&stateDirty == 0 {
			return true
		}
		isFree := e.state&stateFree != 0
		e.state = e.state&stateFlags&^(stateDirty|stateNew) | s.Arena.Held()<<holdShift
		if isFree {
			fn(c, id, nil)
			return true
		}
		p := Page(s.Arena.Bytes(e.ref))
		fn(c, id, p[:p.storedLen()])
		return true
	})
	s.stored = true
}
