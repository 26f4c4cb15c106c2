package stream

import (
	"encoding/binary"

	"github.com/holdfast-db/holdfast/internal/page"
	"github.com/holdfast-db/holdfast/internal/page/pagetree"
)

// Retention is how much of a stream is kept. The zero Retention keeps everything.
type Retention struct {
	Length    int64 // entries
	AgeMillis int64 // since the time in their ids
	Bytes     int64 // of memory
	// Unread allows entries to go that a group has not read and acknowledged.
	Unread bool
}

const (
	// flagExtras marks a record with what only few streams have.
	flagExtras = 1
	// flagIdempotence marks one that remembers names.
	flagIdempotence = 2
)

// extraBytes is the length of that: the delayed entries, the number of the last one, a reminder, and the retention.
const (
	retentionAt = pagetree.SharedRootLen + 2*8
	extraBytes  = retentionAt + 3*8 + 1
)

func (s *Stream) hasExtras() bool {
	return s.serial != 0 || s.reminder != 0 || s.Retention != Retention{}
}

func (s *Stream) appendExtras(dst []byte) []byte {
	dst = s.delayed.AppendSharedRoot(dst)
	r := &s.Retention
	for _, n := range [...]uint64{s.serial, uint64(s.reminder), uint64(r.Length), uint64(r.AgeMillis), uint64(r.Bytes)} {
		dst = binary.LittleEndian.AppendUint64(dst, n)
	}
	if r.Unread {
		return append(dst, 1)
	}
	return append(dst, 0)
}

func (s *Stream) readExtras(b []byte) (err error) {
	if err = s.delayed.OpenIn(s.groups.Pages(), page.IDs, b); err != nil {
		return err
	}
	le, b := binary.LittleEndian, b[pagetree.SharedRootLen:]
	s.serial, s.reminder = le.Uint64(b), int64(le.Uint64(b[8:]))
	s.Retention = Retention{
		Length: int64(le.Uint64(b[16:])), AgeMillis: int64(le.Uint64(b[24:])), Bytes: int64(le.Uint64(b[32:])),
		Unread: b[40] != 0,
	}
	return nil
}

// hasRetention reports whether there is a retention in a record with extras.
func hasRetention(record []byte) bool {
	for _, c := range record[headerBytes+retentionAt : headerBytes+extraBytes] {
		if c != 0 {
			return true
		}
	}
	return false
}

// noExtras is readExtras for a stream without.
func (s *Stream) noExtras() {
	s.delayed.InitIn(s.groups.Pages(), page.IDs)
	s.serial, s.reminder, s.Retention = 0, 0, Retention{}
	if s.Idempotence.isUsed() { // the zero one is good for those who look
		s.Idempotence = Idempotence{}
	}
}

// RemindAt has NextDue be no later than a time; 0 is none.
func (s *Stream) RemindAt(at int64) {
	if at != 0 && (s.reminder == 0 || at < s.reminder) {
		s.reminder = at
	}
}

// NextDue is when something in the stream is due at the earliest, of what is not due by after; 0 is never.
func (s *Stream) NextDue(after int64) (next int64) {
	for _, at := range [...]int64{s.reminder, s.nextDelayed(), s.nextRemoval()} {
		if at > after {
			next = earlier(next, at)
		}
	}
	return next
}

// nextDelayed is the time of the first delayed entry, 0 if there is none.
func (s *Stream) nextDelayed() int64 {
	if s.delayed.Len() == 0 {
		return 0
	}
	e, err := s.delayed.Get(0)
	must(err)
	return max(int64(e.ID.Hi), 1) // at 0 is not never
}

// nextRemoval is when the retention does not want the first entry any more, 0 for never.
func (s *Stream) nextRemoval() int64 {
	r := &s.Retention
	switch {
	case *r == Retention{} || s.length == 0:
		return 0
	case r.Length > 0 && int64(s.length) > r.Length, r.Bytes > 0 && int64(s.EntryBytes()) > r.Bytes:
		return 1 // at once: a group has held some back, or there were too many for a command
	case r.AgeMillis > 0:
		return int64(min(s.firstID().Hi, maxTime)) + r.AgeMillis + 1
	}
	return 0
}

// Remind begins anew with the reminder: with what is due in groups after now, for the rest has been seen to.
func (s *Stream) Remind(now int64) {
	s.reminder = 0
	s.EachGroup(func(g *Group) {
		s.RemindAt(g.nextDelivery(now))
		if at := g.nextDeath(); at > now {
			s.RemindAt(at)
		}
	})
}

// earlier returns the earlier of two times, where 0 means never.
func earlier(a, b int64) int64 { return page.Earlier(a, b) }

// HasProperties reports whether there is anything that Redis's format of streams cannot express.
func (s *Stream) HasProperties() bool {
	has := s.delayed.Len() > 0 || s.Idempotence.isUsed() || s.Retention != Retention{}
	s.EachGroup(func(g *Group) { has = has || g.Properties != Properties{} || g.due.Len() > 0 })
	return has
}
