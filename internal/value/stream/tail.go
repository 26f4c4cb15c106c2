package stream

import "encoding/binary"

// Where the head of a record has what an addition changes.
const (
	usedAt   = 2
	lengthAt = 8
	lastIDAt = 16
	addedAt  = 48
)

// Tail is the end of a stream in its record, for those who only add an entry: they need nothing else of the stream, and
// write where the bytes are.
type Tail struct {
	record []byte
	used   int
}

// OpenTail opens the end of the stream that AppendValue has written. It reports false if an addition may need more of the
// stream than its end: if that is empty, or if there is a retention.
func OpenTail(record []byte) (t Tail, ok bool) {
	if len(record) < headerBytes || record[0] != version {
		return t, false
	}
	at := tailAt(record[1])
	used := int(binary.LittleEndian.Uint16(record[usedAt:]))
	if used < chunkHead || used > len(record)-at || record[1]&flagExtras != 0 && hasRetention(record) {
		return t, false
	}
	return Tail{record, used}, true
}

// tailAt is where the last chunk begins in a record with some flags.
func tailAt(flags byte) int {
	if flags == 0 {
		return headerBytes
	}
	return headerBytes + int(flags&flagExtras)*extraBytes + int(flags&flagIdempotence)/flagIdempotence*idempotenceBytes
}

// Len is the number of the stream's entries, and Added how many there ever were.
func (t Tail) Len() int      { return int(binary.LittleEndian.Uint64(t.record[lengthAt:])) }
func (t Tail) Added() uint64 { return binary.LittleEndian.Uint64(t.record[addedAt:]) }

// LastID is that of the stream.
func (t Tail) LastID() ID { return readID(t.record[lastIDAt:]) }

// Append is Stream.Append. It reports false if the entry may not fit into the room that the record has for the last chunk.
func (t Tail) Append(id ID, pairs [][]byte) bool {
	room := t.record[tailAt(t.record[1]):]
	if t.used+entryBound(pairs) > min(len(room), chunkBytes) {
		return false
	}
	chunk, fits := appendEntry(room[:t.used], readID(t.record[tailBaseAt:]), id, pairs)
	if !fits {
		return false
	}
	le := binary.LittleEndian
	le.PutUint16(t.record[usedAt:], uint16(len(chunk)))
	le.PutUint64(t.record[lengthAt:], uint64(t.Len())+1)
	le.PutUint64(t.record[addedAt:], t.Added()+1)
	appendID(t.record[lastIDAt:lastIDAt], id)
	return true
}

// entryBound is at least as many bytes as an entry takes.
func entryBound(pairs [][]byte) int {
	n := 3 * binary.MaxVarintLen64
	for _, p := range pairs {
		n += 5 + len(p)
	}
	return n
}
