package engine

import (
	"bytes"
	"sync/atomic"

	"github.com/holdfast-db/holdfast/internal/keyspace"
	"github.com/holdfast-db/holdfast/internal/page"
	"github.com/holdfast-db/holdfast/internal/value"
)

// A Savepoint is a point within a unit to which Rollback can take everything back.
type Savepoint struct {
	db, startDB, effectsDB int
	effects, after         int
	events, eventKeys      int
	ready, dirtied         int
	changes                int64
	steps                  int
}

// undo is how to take back what a unit has done since its first savepoint.
//
// Before the first change of a key it copies what the key holds. A big collection is copied whole, page by page, for
// its pages are changed in place: that costs what COPY costs, and only those pay who ask for it. To log the opposite of
// every change instead would have to be right for every command there is.
type undo struct {
	depth   int // of savepoints
	steps   []undoStep
	kept    map[watchedKey]bool // copied since the last savepoint, flush or swap
	dirtied []*atomic.Bool      // those who watch what was changed are told at the end
}

// undoStep takes one thing back.
type undoStep struct {
	key     *keptKey
	flushed *keyspace.Detached
	swapped [2]int // databases, if neither of the others is set
}

// keptKey is what a key held.
type keptKey struct {
	space  *keyspace.Space
	hash   uint64
	key    []byte
	exists bool

	typ      keyspace.Type
	enc      keyspace.Encoding
	value    []byte
	expireAt int64
	access   uint32
}

// BeginUndo has the unit remember how to take back what comes now. EndUndo must follow, after a Rollback as well; within
// the two there may be others of the kind.
func (t *Txn) BeginUndo() Savepoint {
	if t.undo == nil {
		t.undo = new(undo)
	}
	u := t.undo
	u.depth++
	u.kept = make(map[watchedKey]bool)
	return Savepoint{
		db: t.db, startDB: t.startDB, effectsDB: t.effectsDB,
		effects: len(t.effects), after: len(t.after), events: len(t.events), eventKeys: len(t.eventKeys),
		ready: len(t.ready), dirtied: len(u.dirtied), changes: t.changes, steps: len(u.steps),
	}
}

// Rollback takes back everything since the savepoint: keys are what they were, and nobody hears of what happened
// meanwhile, neither the log nor those who watch, wait or are notified. Only what was counted, such as hits and expired
// keys, stays counted.
func (t *Txn) Rollback(to Savepoint) {
	u := t.undo
	for i := len(u.steps) - 1; i >= to.steps; i-- {
		t.takeBack(u.steps[i])
	}
	clear(u.steps[to.steps:])
	u.steps, u.dirtied = u.steps[:to.steps], u.dirtied[:to.dirtied]
	u.kept = make(map[watchedKey]bool)
	t.db, t.startDB, t.effectsDB = to.db, to.startDB, to.effectsDB
	t.effects, t.after = t.effects[:to.effects], t.after[:to.after]
	t.events, t.eventKeys = t.events[:to.events], t.eventKeys[:to.eventKeys]
	t.ready, t.changes = t.ready[:to.ready], to.changes
}

// EndUndo lets what has happened since the matching BeginUndo be, as far as an outer one does not take it back.
func (t *Txn) EndUndo() {
	u := t.undo
	if u.depth--; u.depth > 0 {
		return
	}
	t.undo = nil
	for _, dirty := range u.dirtied {
		dirty.Store(true)
	}
	for _, s := range u.steps {
		if s.key != nil {
			t.discardBytes(s.key.space, s.key.typ, uint8(s.key.enc), s.key.value)
		}
	}
	for _, s := range u.steps { // the copies may lie in what was flushed
		if s.flushed != nil {
			go s.flushed.Release()
		}
	}
}

// ReadsOnly says whether the next commands of the unit only read, so that collections need not be copied when they are
// opened.
func (t *Txn) ReadsOnly(on bool) {
	t.mode &^= ReadsOnly
	if on {
		t.mode |= ReadsOnly
	}
}

// keep remembers what a key holds that is about to change. It does nothing in a unit that is not to be taken back.
func (t *Txn) keep(h uint64, key []byte) {
	if t.undo != nil {
		t.undo.keep(t, h, key)
	}
}

// keepOpened is keep for a collection that is opened, and may be changed in place from then on.
func (t *Txn) keepOpened(key []byte) {
	if t.undo != nil && t.mode&ReadsOnly == 0 {
		t.undo.keep(t, t.hash(key), key)
	}
}

func (u *undo) keep(t *Txn, h uint64, key []byte) {
	name := watchedKey{t.db, string(key)}
	if u.kept[name] {
		return
	}
	s := t.space(h, t.db)
	rec, exists := t.find(s, h, key)
	if u.kept[name] {
		return // fields of a hash from disk were past their time: their removal has kept it
	}
	u.kept[name] = true
	k := &keptKey{space: s, hash: h, key: []byte(name.key), exists: exists}
	if exists {
		k.typ, k.enc, k.expireAt, k.access = rec.Type(), rec.Encoding(), rec.ExpireAt(), rec.Access()
		k.value = bytes.Clone(rec.Value())
		if v, ok := t.open(s, rec); ok && isBig(v) {
			copied := v.CopyTo(t.env(s))
			k.enc, k.value = keyspace.Encoding(copied.Encoding()), copied.AppendValue(k.value[:0])
		}
	}
	u.steps = append(u.steps, undoStep{key: k})
}

// isBig reports whether a collection lies in pages of its own.
func isBig(v value.Value) (big bool) {
	v.EachContainer(func(*page.Pages) { big = true })
	return big
}

// keepFlushed remembers a database that was emptied.
func (u *undo) keepFlushed(d keyspace.Detached) {
	u.steps = append(u.steps, undoStep{flushed: &d})
	clear(u.kept)
}

// keepSwapped remembers that two databases have changed places.
func (u *undo) keepSwapped(a, b int) {
	u.steps = append(u.steps, undoStep{swapped: [2]int{a, b}})
	clear(u.kept)
}

func (t *Txn) takeBack(s undoStep) {
	switch {
	case s.key != nil:
		t.putBack(s.key)
	case s.flushed != nil:
		s.flushed.Attach()
	default:
		t.e.keys.SwapDB(s.swapped[0], s.swapped[1])
	}
}

// putBack gives a key what it held. The copy's pages become the value's.
func (t *Txn) putBack(k *keptKey) {
	if now, ok := k.space.Get(k.hash, k.key); ok {
		t.discard(k.space, now)
	}
	if !k.exists {
		k.space.Delete(k.hash, k.key)
		return
	}
	rec := k.space.Set(k.hash, k.key, k.typ, k.enc, k.value, k.expireAt)
	rec.SetAccess(k.access)
	if v, ok := t.open(k.space, rec); ok {
		k.space.SetAlarm(k.key, nextExpiry(v))
	}
}
