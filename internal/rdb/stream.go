package rdb

import (
	"encoding/binary"
	"math"
	"strconv"
)

// StreamID names an entry of a stream.
type StreamID struct{ Ms, Seq uint64 }

// StreamHead is what a stream knows besides its entries and groups. Before TypeStream2 there are only its length and
// last id.
type StreamHead struct {
	Length                  uint64
	Last, First, MaxDeleted StreamID
	Added                   uint64
}

// A stream is a number of listpacks, each behind the id of its first entry; its head; and its groups. A listpack begins
// with the numbers of entries and of deleted ones and the fields of its first entry. Every entry has flags, the
// distance of its id to the first one, its values, with their fields if those are its own, and the number of elements
// that it takes.
const (
	entryDeleted    = 1
	entrySameFields = 2

	streamIDBytes = 16
	// streamNodeBytes and streamNodeEntries are how large a listpack gets, as in Redis.
	streamNodeBytes   = 4 << 10
	streamNodeEntries = 100
	// entryNumbers is how many elements an entry takes besides its fields and values.
	entryNumbers = 3
)

// StreamWriter appends the value of a stream, in the order in which its methods stand here.
type StreamWriter struct {
	dst    []byte
	typ    Type
	start  int
	nodes  int
	first  StreamID // of the listpack
	fields []string
	n      int    // entries of the listpack
	body   pack   // them
	node   pack   // the whole listpack
	digits []byte // of a number
}

// NewStreamWriter begins to append the value of a stream in a type that is a Stream.
func NewStreamWriter(dst []byte, t Type) *StreamWriter {
	return &StreamWriter{dst: dst, typ: t, start: len(dst)}
}

// Entry appends an entry of fields and values in turns. Their ids ascend.
func (w *StreamWriter) Entry(id StreamID, pairs [][]byte) {
	if w.n > 0 && (w.n >= streamNodeEntries || w.body.len() >= streamNodeBytes) {
		w.flush()
	}
	if w.n == 0 {
		w.first = id
		w.fields = w.fields[:0]
		for i := 0; i < len(pairs); i += 2 {
			w.fields = append(w.fields, string(pairs[i]))
		}
		w.body.reset()
	}
	shares, size := w.sharesFields(pairs), entryNumbers+len(pairs)/2
	flags := int64(entrySameFields)
	if !shares {
		flags = 0
		size += len(pairs)/2 + 1
	}
	w.number(&w.body, flags)
	w.number(&w.body, int64(id.Ms-w.first.Ms))
	w.number(&w.body, int64(id.Seq-w.first.Seq))
	if !shares {
		w.number(&w.body, int64(len(pairs)/2))
	}
	for i := 0; i < len(pairs); i += 2 {
		if !shares {
			w.body.add(pairs[i])
		}
		w.body.add(pairs[i+1])
	}
	w.number(&w.body, int64(size))
	w.n++
}

func (w *StreamWriter) sharesFields(pairs [][]byte) bool {
	if len(pairs) != 2*len(w.fields) {
		return false
	}
	for i, f := range w.fields {
		if string(pairs[2*i]) != f {
			return false
		}
	}
	return true
}

func (w *StreamWriter) number(p *pack, n int64) {
	w.digits = strconv.AppendInt(w.digits[:0], n, 10)
	p.add(w.digits)
}

// flush appends the listpack.
func (w *StreamWriter) flush() {
	if w.n == 0 {
		return
	}
	w.node.reset()
	w.number(&w.node, int64(w.n))
	w.number(&w.node, 0)
	w.number(&w.node, int64(len(w.fields)))
	for _, f := range w.fields {
		w.node.add([]byte(f))
	}
	w.number(&w.node, 0)
	w.node.bytes = append(w.node.bytes, w.body.bytes[packHeadBytes:]...)
	w.node.n += w.body.n
	w.dst = appendBlob(w.dst, appendStreamID(nil, w.first))
	w.dst = appendBlob(w.dst, w.node.finish())
	w.n = 0
	w.nodes++
}

func appendStreamID(dst []byte, id StreamID) []byte {
	return binary.BigEndian.AppendUint64(binary.BigEndian.AppendUint64(dst, id.Ms), id.Seq)
}

// Head ends the entries.
func (w *StreamWriter) Head(h StreamHead, groups int) {
	w.flush()
	var room [9]byte
	w.dst = insert(w.dst, w.start, AppendLength(room[:0], w.nodes)) // only now is it known
	w.lengths(h.Length, h.Last.Ms, h.Last.Seq)
	if w.typ != TypeStream {
		w.lengths(h.First.Ms, h.First.Seq, h.MaxDeleted.Ms, h.MaxDeleted.Seq, h.Added)
	}
	w.lengths(uint64(groups))
}

func insert(dst []byte, at int, b []byte) []byte {
	dst = append(dst, b...)
	copy(dst[at+len(b):], dst[at:len(dst)-len(b)])
	copy(dst[at:], b)
	return dst
}

// lengths appends numbers as lengths are written.
func (w *StreamWriter) lengths(all ...uint64) {
	for _, n := range all {
		w.dst = appendLength64(w.dst, n)
	}
}

// Group appends a group, which was delivered entries up to last: so many of those that were ever added, or -1. So many
// entries are pending, which follow, and so many consumers behind them.
func (w *StreamWriter) Group(name []byte, last StreamID, read int64, pending int) {
	w.dst = AppendString(w.dst, name)
	w.lengths(last.Ms, last.Seq)
	if w.typ != TypeStream {
		w.lengths(uint64(read))
	}
	w.lengths(uint64(pending))
}

// Pending appends a pending entry of a group.
func (w *StreamWriter) Pending(id StreamID, millis int64, count uint64) {
	w.dst = binary.LittleEndian.AppendUint64(appendStreamID(w.dst, id), uint64(millis))
	w.lengths(count)
}

// Consumers ends the pending entries of a group.
func (w *StreamWriter) Consumers(n int) { w.lengths(uint64(n)) }

// Consumer appends a consumer. The ids of the entries that are pending for it follow.
func (w *StreamWriter) Consumer(name []byte, seen, active int64, pending int) {
	w.dst = AppendString(w.dst, name)
	w.dst = binary.LittleEndian.AppendUint64(w.dst, uint64(seen))
	if w.typ == TypeStream3 {
		w.dst = binary.LittleEndian.AppendUint64(w.dst, uint64(active))
	}
	w.lengths(uint64(pending))
}

// Owned appends the id of an entry that is pending for a consumer.
func (w *StreamWriter) Owned(id StreamID) { w.dst = appendStreamID(w.dst, id) }

// Bytes is everything.
func (w *StreamWriter) Bytes() []byte { return w.dst }

// appendLength64 appends a number as lengths are written, whatever its size.
func appendLength64(dst []byte, n uint64) []byte {
	if n > math.MaxInt64 {
		return binary.BigEndian.AppendUint64(append(dst, len64), n)
	}
	return AppendLength(dst, int(n))
}
