package engine

import (
	"math"
	"strconv"

	"github.com/holdfast-db/holdfast/internal/event"
	"github.com/holdfast-db/holdfast/internal/keyspace"
	"github.com/holdfast-db/holdfast/internal/page"
	"github.com/holdfast-db/holdfast/internal/value/stream"
)

const (
	// dueBatch is how many entries of a stream are seen to while its lock is held,
	dueBatch = 256
	// and dueBytes about how much of them, so that the log has the room that was asked for.
	dueBytes = expireReserveBytes / 2
)

// batch counts entries up to the limits of one.
type batch struct{ entries, bytes int }

// add counts an entry and reports whether there may be another one.
func (b *batch) add(words [][]byte) (more bool) {
	const frameBytes = 16 // more than it takes to frame a word of ordinary length
	b.entries++
	for _, w := range words {
		b.bytes += len(w) + frameBytes
	}
	return b.entries < dueBatch && b.bytes < dueBytes
}

// dueAgainMillis is when to look again at what was due and could not be done.
const dueAgainMillis = 1000

// deadKey is a stream with entries that are to go to a stream of dead letters.
type deadKey struct {
	db        int
	key, dead string
}

// seeToStream does what is due in a stream: it shows delayed entries, removes what is too old, and tells those who wait
// that entries are to be delivered again. Dead letters belong to another key; they are left to buryDead.
// It reports whether there is more to do at once.
func (t *Txn) seeToStream(key []byte, rec keyspace.Record) (more bool) {
	t.keep(t.hash(key), key)
	s := t.OpenStream(key, rec)
	shown, more := t.showDelayed(key, s)
	trimmed, moreToTrim := t.retain(key, s)
	more = more || moreToTrim
	concerns, before := shown || trimmed, len(t.dead)
	s.EachGroup(func(g *stream.Group) {
		g.Due(t.now, func(stream.ID) bool { concerns = true; return false })
		g.Dying(t.now, func(stream.ID) bool {
			t.dead = append(t.dead, deadKey{t.db, string(key), g.Properties.DeadLetter})
			return false
		})
	})
	s.Remind(t.now)
	if len(t.dead) > before {
		s.RemindAt(t.now + dueAgainMillis) // should they find no place
	}
	if concerns {
		t.Update(key, rec, s)
	} else { // as when a group holds back what is to go: nobody need look again for that
		t.UpdateQuietly(key, rec, s)
	}
	if at := s.NextDue(0); more {
		t.setStreamAlarm(key, t.now)
	} else if at != 0 && at <= t.now { // held back by a group
		t.setStreamAlarm(key, page.Earlier(t.now+dueAgainMillis, s.NextDue(t.now)))
	}
	return more
}

func (t *Txn) setStreamAlarm(key []byte, at int64) { t.space(t.hash(key), t.db).SetAlarm(key, at) }

// showDelayed adds the entries whose time has come and reports whether there were some, and whether there are more.
func (t *Txn) showDelayed(key []byte, s *stream.Stream) (some, more bool) {
	type entry struct {
		name  stream.ID
		words [][]byte
	}
	var due []entry
	var size batch
	if isUsedUp(s) {
		return false, false
	}
	s.WalkDelayed(stream.MinID, stream.ID{Hi: uint64(t.now), Lo: stream.MaxID.Lo}, func(name stream.ID, pairs [][]byte) bool {
		e := entry{name: name}
		for _, p := range pairs {
			e.words = append(e.words, append([]byte(nil), p...))
		}
		due = append(due, e)
		more = !size.add(e.words)
		return !more
	})
	for _, e := range due {
		t.addToStream(key, s, e.words)
		s.Forget(e.name)
		t.LogAs("XDELAYED", []byte("DEL"), key, stream.AppendID(nil, e.name))
	}
	return len(due) > 0, more
}

// isUsedUp reports whether a stream may have too few ids left for a batch.
func isUsedUp(s *stream.Stream) bool {
	return s.LastID.Hi == math.MaxUint64 && s.LastID.Lo > math.MaxUint64-dueBatch
}

// addToStream adds an entry as XADD does, and logs it. The stream has ids left.
func (t *Txn) addToStream(key []byte, s *stream.Stream, pairs [][]byte) {
	id, _ := stream.NextID(s.LastID, t.now)
	s.Append(id, pairs)
	t.LogHead(3+len(pairs), "XADD")
	t.LogWord(key)
	t.LogWord(stream.AppendID(nil, id))
	for _, word := range pairs {
		t.LogWord(word)
	}
	t.Notify(event.Stream, "xadd", key)
}

// retain removes some of what the stream's retention does not want any more, and reports whether there was something, and
// whether there is more.
func (t *Txn) retain(key []byte, s *stream.Stream) (some, more bool) {
	n, _ := s.Excess(t.now, retainBatch)
	if n == 0 {
		return false, false
	}
	s.DeleteFirst(n)
	t.LogAs("XTRIM", key, []byte("MAXLEN"), []byte("="), strconv.AppendInt(nil, int64(s.Len()), 10))
	t.Notify(event.Stream, "xtrim", key)
	return true, n == retainBatch
}

// retainBatch is how many entries go at a time: whole pages of them, so they cost little each.
const retainBatch = 1 << 14

// buryDead moves dead letters, a stream at a time, in units that hold both keys, and reports whether there are
// more.
func (t *Txn) buryDead() (more bool) {
	dead := t.dead
	t.dead = nil
	for _, d := range dead {
		t.Begin(d.db, t.now, NoTouch)
		t.LockKeys([]byte(d.key), []byte(d.dead))
		more = t.bury(d) || more
		t.Commit()
		t.FlushStats()
	}
	return more
}

// corpse is an entry on its way to the dead letters.
type corpse struct {
	group string
	id    stream.ID
	words [][]byte // nil if the entry is not in the stream any more
}

// bury moves a batch of dead letters from one stream to another. Where the name of the dead letters belongs to something
// else they stay, and so they do where RENAME or COPY has put their own stream there: its group would read them. It reports
// whether there are more.
func (t *Txn) bury(d deadKey) (more bool) {
	if d.key == d.dead {
		return false
	}
	key, dead := []byte(d.key), []byte(d.dead)
	rec, found := t.Peek(key)
	to, exists := t.Peek(dead)
	if !found || rec.Type() != keyspace.TypeStream || exists && to.Type() != keyspace.TypeStream {
		return false
	}
	if exists && isUsedUp(t.OpenStream(dead, to)) {
		return false
	}
	s := t.OpenStream(key, rec)
	corpses, more := t.corpses(key, d.dead, s)
	for _, c := range corpses {
		g, _ := s.Group([]byte(c.group))
		g.Ack(c.id)
		g.Save()
		t.LogAs("XACK", key, []byte(c.group), stream.AppendID(nil, c.id))
	}
	s.Remind(t.now)
	t.Update(key, rec, s)
	if more {
		t.setStreamAlarm(key, t.now)
	}
	letters := t.streamToAdd(dead, to, exists)
	for _, c := range corpses {
		if c.words != nil {
			t.addToStream(dead, letters, c.words)
		}
	}
	t.keepStream(dead, to, exists, letters)
	return more
}

// corpses gathers a batch of entries that are to go to a stream of dead letters, and reports whether there are more.
func (t *Txn) corpses(key []byte, dead string, s *stream.Stream) (corpses []corpse, more bool) {
	var size batch
	s.EachGroup(func(g *stream.Group) {
		if more || g.Properties.DeadLetter != dead {
			return
		}
		g.Dying(t.now, func(id stream.ID) bool {
			c := corpse{group: string(g.Name()), id: id}
			p, _ := g.Find(id)
			if e, found := s.Get(id); found {
				c.words = g.AppendDead(nil, key, &p, &e)
			}
			corpses = append(corpses, c)
			more = !size.add(c.words)
			return !more
		})
	})
	return corpses, more
}

func (t *Txn) streamToAdd(key []byte, rec keyspace.Record, exists bool) *stream.Stream {
	if exists {
		return t.OpenStream(key, rec)
	}
	return t.NewStream(key)
}

func (t *Txn) keepStream(key []byte, rec keyspace.Record, exists bool, s *stream.Stream) {
	switch {
	case exists:
		t.Update(key, rec, s)
	case s.Len() > 0:
		t.Create(key, keyspace.TypeStream, s)
	}
}
