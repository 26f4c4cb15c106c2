package engine

import (
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
	from    int            // the steps from here on are of keys that were copied since the last savepoint, flush or swap
	kept    map[string]int // the last of those steps for a name, once there are many
	dirtied []*atomic.Bool // those who watch what was changed are told at the end

	spare []keptKey // room for the first copies of keys
	held  []byte    // their names and values, and room for more

	limited              bool
	maxBytes, valueBytes int // if so
	bytes                int // of copies
	lost                 bool
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
	db     int
	hash   uint64
	key    []byte
	before int // the step that has kept this name in another database, -1 if none
	exists bool

	typ      keyspace.Type
	enc      keyspace.Encoding
	value    []byte
	expireAt int64
	access   uint32
}

// BeginUndo has the unit remember how to take back what comes now. EndUndo must follow, after a Rollback as well; within
// the two there may be others of the kind.
func (t *Txn) BeginUndo() Savepoint { return t.beginUndo(false, 0, 0) }

// BeginUndoWithin is BeginUndo for those who can do without it when it gets expensive: when the copies would take more
// than so many bytes, or one of a value more than valueBytes, CanRollback becomes false. It changes nothing about what an
// outer BeginUndo asks for.
func (t *Txn) BeginUndoWithin(maxBytes, valueBytes int) Savepoint {
	return t.beginUndo(true, maxBytes, valueBytes)
}

func (t *Txn) beginUndo(limited bool, maxBytes, valueBytes int) Savepoint {
	if t.undo == nil {
		t.undo = &t.undoState
		t.undo.limited, t.undo.maxBytes, t.undo.valueBytes = limited, maxBytes, valueBytes
	}
	u := t.undo
	u.depth++
	u.forgetKept()
	return Savepoint{
		db: t.db, startDB: t.startDB, effectsDB: t.effectsDB,
		effects: len(t.effects), after: len(t.after), events: len(t.events), eventKeys: len(t.eventKeys),
		ready: len(t.ready), dirtied: len(u.dirtied), changes: t.changes, steps: len(u.steps),
	}
}

// CanRollback reports whether Rollback may be called, which is always so but for BeginUndoWithin.
func (t *Txn) CanRollback() bool { return !t.undo.lost }

// Rollback takes back everything since the savepoint: keys are what they were, and nobody hears of what happened
// meanwhile, neither the log nor those who watch, wait or are notified. Only what was counted, such as hits and expired
// keys, stays counted, and those who cache a key are told to forget it for nothing.
func (t *Txn) Rollback(to Savepoint) {
	u := t.undo
	for i := len(u.steps) - 1; i >= to.steps; i-- {
		t.takeBack(u.steps[i])
	}
	clear(u.steps[to.steps:])
	u.steps, u.dirtied = u.steps[:to.steps], u.dirtied[:to.dirtied]
	u.forgetKept()
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
	u.reset()
}

// What is kept of the lists for the next unit: room for so many steps and copied bytes.
const (
	keepSteps = 64
	keepBytes = 16 << 10
)

// reset makes ready for the next unit.
func (u *undo) reset() {
	clear(u.steps)
	clear(u.dirtied)
	clear(u.spare)
	steps, dirtied, held := u.steps[:0], u.dirtied[:0], u.held[:0]
	if cap(steps) > keepSteps {
		steps = nil
	}
	if cap(dirtied) > keepSteps {
		dirtied = nil
	}
	if cap(held) > keepBytes {
		held = nil
	}
	*u = undo{steps: steps, dirtied: dirtied, spare: u.spare[:0], held: held}
}

// newKept is a keptKey that lives until reset.
func (u *undo) newKept() *keptKey {
	if u.spare == nil {
		u.spare = make([]keptKey, 0, fewKept)
	}
	if len(u.spare) == cap(u.spare) {
		return new(keptKey)
	}
	u.spare = u.spare[:len(u.spare)+1]
	return &u.spare[len(u.spare)-1]
}

// hold copies bytes, which stay until reset.
func (u *undo) hold(b []byte) []byte {
	at := len(u.held)
	u.held = append(u.held, b...) // what was held before stays where it is if this moves
	return u.held[at:len(u.held):len(u.held)]
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
	if u.lost || u.isKept(t.db, h, key) {
		return
	}
	s := t.space(h, t.db)
	rec, exists := t.find(s, h, key)
	if u.isKept(t.db, h, key) {
		return // fields of a hash from disk were past their time: their removal has kept it
	}
	k := u.newKept()
	k.space, k.db, k.hash, k.key, k.exists = s, t.db, h, u.hold(key), exists
	if exists && !u.copy(t, k, rec) {
		u.lost = true
		return
	}
	u.bytes += keptBytes + len(k.key) + len(k.value)
	if u.lost = u.limited && u.bytes > u.maxBytes; u.lost {
		t.discardBytes(s, k.typ, uint8(k.enc), k.value)
		return
	}
	u.add(k)
}

// keptBytes is about what a kept key takes besides its name and value.
const keptBytes = 200

// copy keeps what a record holds, unless that is too much.
func (u *undo) copy(t *Txn, k *keptKey, rec keyspace.Record) bool {
	value := rec.Value()
	v, ok := t.open(k.space, rec)
	big := ok && isBig(v)
	if u.limited && (len(value) > u.valueBytes || big && v.Bytes() > uint64(u.valueBytes)) {
		return false
	}
	k.typ, k.enc, k.expireAt, k.access = rec.Type(), rec.Encoding(), rec.ExpireAt(), rec.Access()
	if big {
		copied := v.CopyTo(t.env(k.space))
		k.enc, k.value = keyspace.Encoding(copied.Encoding()), copied.AppendValue(nil)
		u.bytes += int(v.Bytes())
		return true
	}
	k.value = u.hold(value)
	return true
}

// fewKept is how many kept keys are found by a look at each.
const fewKept = 16

// isKept reports whether the last savepoint, flush or swap has been followed by a copy of the key.
func (u *undo) isKept(db int, h uint64, key []byte) bool {
	if u.kept != nil {
		i, ok := u.kept[string(key)]
		for ; ok && i >= 0; i = u.steps[i].key.before {
			if u.steps[i].key.db == db {
				return true
			}
		}
		return false
	}
	for _, s := range u.steps[u.from:] {
		if k := s.key; k.hash == h && k.db == db && string(k.key) == string(key) {
			return true
		}
	}
	return false
}

// add notes a copy.
func (u *undo) add(k *keptKey) {
	k.before = -1
	u.steps = append(u.steps, undoStep{key: k})
	if u.kept == nil && len(u.steps)-u.from <= fewKept {
		return
	}
	from := len(u.steps) - 1
	if u.kept == nil {
		u.kept, from = make(map[string]int), u.from
	}
	for i := from; i < len(u.steps); i++ {
		k := u.steps[i].key
		if same, ok := u.kept[string(k.key)]; ok {
			k.before = same
		}
		u.kept[string(k.key)] = i
	}
}

// forgetKept has keys copied again before their next change.
func (u *undo) forgetKept() { u.kept, u.from = nil, len(u.steps) }

// isBig reports whether a collection lies in pages of its own.
func isBig(v value.Value) (big bool) {
	v.EachContainer(func(*page.Pages) { big = true })
	return big
}

// keepFlushed remembers a database that was emptied.
func (u *undo) keepFlushed(d keyspace.Detached) {
	u.steps = append(u.steps, undoStep{flushed: &d})
	u.forgetKept()
}

// keepSwapped remembers that two databases have changed places.
func (u *undo) keepSwapped(a, b int) {
	u.steps = append(u.steps, undoStep{swapped: [2]int{a, b}})
	u.forgetKept()
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
