package stream

import (
	"github.com/holdfast-db/holdfast/internal/page"
	"github.com/holdfast-db/holdfast/internal/page/pagemap"
	"github.com/holdfast-db/holdfast/internal/page/pagetree"
)

// EncChunks is the only encoding of a stream. The number is pinned: it is in the records.
const EncChunks uint8 = 0

// Stream is an open stream. The zero Stream is ready for Open and New, and may be used for one stream after the other.
// Its exported fields may be changed.
type Stream struct {
	// LastID is the greatest id that was ever added, unless a client has set another.
	LastID ID
	// MaxDeleted is the greatest id that was deleted by its name.
	MaxDeleted ID
	// Added is how many entries were ever added.
	Added uint64
	// Retention says how much is kept.
	Retention Retention
	// Idempotence remembers what producers have added.
	Idempotence Idempotence

	env     page.Env
	length  uint64
	changes uint32 // how often entries have gone or moved to another chunk
	chunks  pagetree.Tree
	groups  pagemap.Map

	delayed  pagetree.Tree // entries that are to become visible, by their time
	serial   uint64        // of the last one of them
	reminder int64         // nothing in a group is due before; 0 for never

	tailBase ID
	tail     []byte // the last chunk, or nothing; a view of the record until it changes

	entriesChanged bool   // since the stream was opened
	buffer         []byte // what tail is from then on
	scratch        []byte // for a chunk on its way back to its place
	group          Group
	place          place
	entry          Entry   // that a walk is at
	behind         []Entry // of a chunk that is walked from its end
}

// keepBytes is how large a buffer may be to be kept for the next stream.
const keepBytes = 64 << 10

// New makes s an empty stream.
func (s *Stream) New(env page.Env) {
	s.reset(env)
	s.chunks = pagetree.New(env, page.IDs)
	s.groups = pagemap.New(env, page.Pairs)
	s.noExtras()
}

// reset makes s ready for another stream.
func (s *Stream) reset(env page.Env) {
	if cap(s.buffer) > keepBytes {
		s.buffer = nil
	}
	if cap(s.scratch) > keepBytes {
		s.scratch = nil
	}
	s.env, s.length, s.changes, s.Added = env, 0, 0, 0
	s.LastID, s.MaxDeleted, s.tailBase = ID{}, ID{}, ID{}
	s.tail, s.entriesChanged = nil, false
	s.group.close()
}

// must panics where a page in memory is corrupt, which only a bug of ours can have done.
func must(err error) {
	if err != nil {
		panic("stream: " + err.Error())
	}
}

// Len is the number of entries.
func (s *Stream) Len() int { return int(s.length) }

// Chunks is the number of chunks.
func (s *Stream) Chunks() int {
	n := s.chunks.Len()
	if len(s.tail) > 0 {
		n++
	}
	return n
}

// EntryBytes is the memory that the entries take, without the groups.
func (s *Stream) EntryBytes() uint64 { return s.chunks.Bytes() + uint64(len(s.tail)) }

// Append adds an entry of fields and values in turns. Its id is greater than LastID, and becomes it.
func (s *Stream) Append(id ID, pairs [][]byte) {
	s.own()
	fits := false
	if len(s.tail) > 0 {
		s.tail, fits = appendEntry(s.tail, s.tailBase, id, pairs)
	}
	if !fits {
		s.flush()
		s.tailBase, s.tail = id, appendChunk(s.tail[:0], pairs)
	}
	s.buffer = s.tail
	if len(s.tail) > chunkBytes {
		s.flush()
	}
	s.length++
	s.Added++
	s.LastID = id
}

// own copies the last chunk out of the record before it changes.
func (s *Stream) own() {
	s.buffer = append(s.buffer[:0], s.tail...)
	s.tail, s.entriesChanged = s.buffer, true
}

// flush moves the last chunk, which is the stream's own, to the others.
func (s *Stream) flush() {
	if len(s.tail) == 0 {
		return
	}
	_, err := s.chunks.Add(page.Entry{ID: s.tailBase, Value: page.Text(s.tail)})
	must(err)
	s.tail = s.tail[:0]
	s.changes++
}

// First returns the first entry.
func (s *Stream) First() (first Entry, found bool) {
	s.Walk(MinID, MaxID, func(e *Entry) bool {
		first, found = *e, true
		return false
	})
	return first, found
}

// Last returns the last entry.
func (s *Stream) Last() (last Entry, found bool) {
	s.WalkBack(MinID, MaxID, func(e *Entry) bool {
		last, found = *e, true
		return false
	})
	return last, found
}

// Get returns the entry of an id.
func (s *Stream) Get(id ID) (got Entry, found bool) {
	s.Walk(id, id, func(e *Entry) bool {
		got, found = *e, true
		return false
	})
	return got, found
}

// Has reports whether there is an entry of an id.
func (s *Stream) Has(id ID) bool {
	_, found := s.Get(id)
	return found
}
