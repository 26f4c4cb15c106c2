package rdb

import (
	"encoding/binary"
	"errors"
)

// StreamVisitor is shown the parts of a stream in the order in which they come. Bytes are valid until the method
// returns. Numbers that do not fit together are for the visitor to see.
type StreamVisitor interface {
	// Entry is shown an entry of fields and values in turns. Their ids ascend.
	Entry(id StreamID, pairs [][]byte) error
	// Head is shown what the stream knows, which is little for a TypeStream.
	Head(t Type, h StreamHead) error
	// Group is shown a group; its pending entries and then its consumers follow. In a TypeStream read is not known.
	Group(name []byte, last StreamID, read int64) error
	Pending(id StreamID, millis int64, count uint64) error
	// Consumer is shown a consumer; the ids of the entries that are pending for it follow. Before TypeStream3 a consumer
	// was active when it was seen.
	Consumer(name []byte, seen, active int64) error
	Owned(id StreamID) error
}

// Stream reads a value of a type that is a Stream.
func (r *Reader) Stream(t Type, v StreamVisitor) error {
	if t.Kind() != Stream {
		return ErrType
	}
	nodes, err := r.number()
	if err != nil {
		return err
	}
	var n streamNode
	for range nodes {
		if err := r.streamNode(&n, v); err != nil {
			return err
		}
	}
	if err := r.streamHead(t, v); err != nil {
		return err
	}
	groups, err := r.number()
	if err != nil {
		return err
	}
	for range groups {
		if err := r.group(t, v); err != nil {
			return err
		}
	}
	return nil
}

// numbers reads several.
func (r *Reader) numbers(to ...*uint64) (err error) {
	for _, n := range to {
		if *n, err = r.number(); err != nil {
			return err
		}
	}
	return nil
}

// millis reads a time.
func (r *Reader) millis() (int64, error) {
	b, err := r.take(8)
	if err != nil {
		return 0, err
	}
	return int64(binary.LittleEndian.Uint64(b)), nil
}

// streamID reads an id of fixed length.
func (r *Reader) streamID() (id StreamID, err error) {
	b, err := r.take(streamIDBytes)
	if err != nil {
		return id, err
	}
	return parseStreamID(b), nil
}

func parseStreamID(b []byte) StreamID {
	return StreamID{binary.BigEndian.Uint64(b), binary.BigEndian.Uint64(b[8:])}
}

func (r *Reader) streamHead(t Type, v StreamVisitor) error {
	var h StreamHead
	err := r.numbers(&h.Length, &h.Last.Ms, &h.Last.Seq)
	if err == nil && t != TypeStream {
		err = r.numbers(&h.First.Ms, &h.First.Seq, &h.MaxDeleted.Ms, &h.MaxDeleted.Seq, &h.Added)
	}
	if err != nil {
		return err
	}
	return v.Head(t, h)
}

func (r *Reader) group(t Type, v StreamVisitor) error {
	name, err := r.String()
	if err != nil {
		return err
	}
	var last StreamID
	var read, pending, consumers uint64
	if err := r.numbers(&last.Ms, &last.Seq); err != nil {
		return err
	}
	if t != TypeStream {
		if read, err = r.number(); err != nil {
			return err
		}
	}
	if err := v.Group(name, last, int64(read)); err != nil {
		return err
	}
	if err := r.numbers(&pending); err != nil {
		return err
	}
	for range pending {
		if err := r.pending(v); err != nil {
			return err
		}
	}
	if err := r.numbers(&consumers); err != nil {
		return err
	}
	for range consumers {
		if err := r.consumer(t, v); err != nil {
			return err
		}
	}
	return nil
}

func (r *Reader) pending(v StreamVisitor) error {
	id, err := r.streamID()
	if err != nil {
		return err
	}
	at, err := r.millis()
	if err != nil {
		return err
	}
	count, err := r.number()
	if err != nil {
		return err
	}
	return v.Pending(id, at, count)
}

func (r *Reader) consumer(t Type, v StreamVisitor) error {
	name, err := r.String()
	if err != nil {
		return err
	}
	seen, err := r.millis()
	if err != nil {
		return err
	}
	active := seen
	if t == TypeStream3 {
		if active, err = r.millis(); err != nil {
			return err
		}
	}
	if err := v.Consumer(name, seen, active); err != nil {
		return err
	}
	owned, err := r.number()
	if err != nil {
		return err
	}
	for range owned {
		id, err := r.streamID()
		if err != nil {
			return err
		}
		if err := v.Owned(id); err != nil {
			return err
		}
	}
	return nil
}

// streamNode is a listpack of entries that is being read. Its first error stays.
type streamNode struct {
	p      packed
	err    error
	text   scratch
	fields [][]byte
	pairs  [][]byte
	room   []byte
}

// next is the next element.
func (n *streamNode) next() []byte {
	element, ok, err := n.p.next(&n.text)
	if n.err == nil {
		if n.err = err; !ok && err == nil {
			n.err = corrupt("stream entry")
		}
	}
	return element
}

// number is the next element, which is a number.
func (n *streamNode) number() int64 {
	v, ok := parseInt(n.next())
	if !ok && n.err == nil {
		n.err = corrupt("number of a stream entry")
	}
	return v
}

// keep copies an element, which the next one may overwrite.
func (n *streamNode) keep(b []byte) []byte {
	at := len(n.room)
	n.room = append(n.room, b...)
	return n.room[at:len(n.room):len(n.room)]
}

// count is the next element, a number of fields. It is bounded, so that a wrong one does not keep a loop going: every one
// of them takes two bytes.
func (n *streamNode) count(limit int) int {
	v := n.number()
	if (v < 0 || v > int64(limit)/2) && n.err == nil {
		n.err = corrupt("number of fields")
	}
	if n.err != nil {
		return 0
	}
	return int(v)
}

func (r *Reader) streamNode(n *streamNode, v StreamVisitor) error {
	key, err := r.String()
	if err != nil {
		return err
	}
	if len(key) != streamIDBytes {
		return corrupt("id of a stream node")
	}
	first := parseStreamID(key)
	b, err := r.string(&r.scratches[1])
	if err != nil {
		return err
	}
	if n.p, n.err = openListpack(b); n.err != nil {
		return n.err
	}
	return n.read(first, len(b), v)
}

// read visits the entries of a listpack of so many bytes.
func (n *streamNode) read(first StreamID, limit int, v StreamVisitor) error {
	live, deleted := n.number(), n.number()
	fields := n.count(limit)
	n.fields, n.room = n.fields[:0], n.room[:0]
	for range fields {
		n.fields = append(n.fields, n.keep(n.next()))
	}
	if end := n.number(); end != 0 && n.err == nil {
		n.err = corrupt("fields of a stream node")
	}
	shared := len(n.room)
	for live > 0 || deleted > 0 {
		n.room = n.room[:shared]
		id, isDeleted := n.entry(first, limit)
		if n.err != nil {
			return n.err
		}
		if isDeleted {
			deleted--
			continue
		}
		live--
		if err := v.Entry(id, n.pairs); err != nil {
			return err
		}
	}
	if n.err == nil {
		if _, more, err := n.p.next(&n.text); more || err != nil || live < 0 || deleted < 0 {
			n.err = errors.Join(corrupt("end of a stream node"), err)
		}
	}
	return n.err
}

// entry reads one entry.
func (n *streamNode) entry(first StreamID, limit int) (id StreamID, isDeleted bool) {
	flags := n.number()
	id = StreamID{first.Ms + uint64(n.number()), first.Seq + uint64(n.number())}
	shares := flags&entrySameFields != 0
	fields, size := len(n.fields), entryNumbers+len(n.fields)
	if !shares {
		fields = n.count(limit)
		size = entryNumbers + 2*fields + 1
	}
	n.pairs = n.pairs[:0]
	for i := range fields {
		if shares {
			n.pairs = append(n.pairs, n.fields[i])
		} else {
			n.pairs = append(n.pairs, n.keep(n.next()))
		}
		n.pairs = append(n.pairs, n.keep(n.next()))
		if n.err != nil {
			return id, false
		}
	}
	if got := n.number(); got != int64(size) && n.err == nil {
		n.err = corrupt("size of a stream entry")
	}
	return id, flags&entryDeleted != 0
}
