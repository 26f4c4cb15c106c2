package lsm

import (
	"encoding/binary"

	"github.com/cockroachdb/pebble/v2"
)

const (
	// maxPointDeletes is up to how many pages DeletePages deletes one by one. A
	// page's tombstone takes 19 bytes and disappears where it meets its page. A
	// range's takes 37 once, but it lives until it reaches the bottom, and every
	// read that passes its table looks at it: with thousands of ranges of 4 to 16
	// pages reads took a third longer, from 32 pages on no difference was left.
	maxPointDeletes = 32
	// maxChangeBytes is below what Pebble's 32-bit offsets reach.
	maxChangeBytes = 1<<32 - 1<<20
)

// Batch collects the changes of one checkpoint; later ones win over earlier
// ones. Its methods keep no argument. Make one with Store.NewBatch.
//
// A large one is kept in parts, because a batch of Pebble ends at 4 GiB and is
// copied whenever it outgrows its buffer. See applyTogether.
type Batch struct {
	s     *Store
	parts []*pebble.Batch
	b     *pebble.Batch // the last of them
	err   error         // why Commit will refuse it
}

// NewBatch returns an empty batch with room for sizeBytes. Beyond it the buffer
// doubles, which copies it, until it is a part.
func (s *Store) NewBatch(sizeBytes int) *Batch {
	b := &Batch{s: s}
	b.addPart(min(sizeBytes, int(s.opts.PartBytes)))
	return b
}

func (b *Batch) addPart(sizeBytes int) {
	b.b = b.s.db.NewBatchWithSize(sizeBytes, pebble.WithMaxRetainedSizeBytes(int(b.s.opts.MemTableBytes)))
	b.parts = append(b.parts, b.b)
}

// Reset empties the batch. It must be called between Commit and the next change.
// The buffer is kept, unless it was large: then the store has it until it is
// flushed.
func (b *Batch) Reset() {
	clear(b.parts[1:])
	b.parts = b.parts[:1]
	b.b = b.parts[0]
	b.b.Reset()
	b.err = nil
}

// SizeBytes is how much of the buffers is in use; after a Commit it means
// nothing.
func (b *Batch) SizeBytes() (n int) {
	for _, p := range b.parts {
		n += p.Len()
	}
	return n
}

// Count is the number of changes; a range is one.
func (b *Batch) Count() (n int) {
	for _, p := range b.parts {
		n += int(p.Count())
	}
	return n
}

// SetRecord stores a record. The value begins with a Header; if that has an
// expiry, the index gets an entry, too.
func (b *Batch) SetRecord(gen uint32, key, value []byte) {
	if !b.admit(2*len(key) + len(value)) {
		return
	}
	op := b.b.SetDeferred(recordPrefixLen+len(key), len(value))
	putPrefix(op.Key, keyRecord, gen)
	copy(op.Key[recordPrefixLen:], key)
	copy(op.Value, value)
	b.finish(op)
	if dueAt := dueOf(value); dueAt != 0 {
		op := b.b.SetDeferred(dueKeyLen+len(key), 0)
		putPrefix(op.Key, keyDue, gen)
		binary.BigEndian.PutUint64(op.Key[recordPrefixLen:], uint64(dueAt))
		copy(op.Key[dueKeyLen:], key)
		b.finish(op)
	}
}

// DeleteRecord deletes a record if there is one.
func (b *Batch) DeleteRecord(gen uint32, key []byte) {
	if !b.admit(len(key)) {
		return
	}
	op := b.b.DeleteDeferred(recordPrefixLen + len(key))
	putPrefix(op.Key, keyRecord, gen)
	copy(op.Key[recordPrefixLen:], key)
	b.finish(op)
}

// SetPage stores a page of a container.
func (b *Batch) SetPage(gen uint32, container uint64, number uint32, page []byte) {
	if !b.admit(len(page)) {
		return
	}
	op := b.b.SetDeferred(pageKeyLen, len(page))
	putPageKey(op.Key, gen, container, number)
	copy(op.Value, page)
	b.finish(op)
}

// DeletePage deletes a page if there is one.
func (b *Batch) DeletePage(gen uint32, container uint64, number uint32) {
	if !b.admit(0) {
		return
	}
	op := b.b.DeleteDeferred(pageKeyLen)
	putPageKey(op.Key, gen, container, number)
	b.finish(op)
}

// DeletePages deletes the pages of a container whose numbers are below pages.
func (b *Batch) DeletePages(gen uint32, container uint64, pages uint32) {
	if pages <= maxPointDeletes {
		for n := range pages {
			b.DeletePage(gen, container, n)
		}
		return
	}
	if !b.admit(0) {
		return
	}
	op := b.b.DeleteRangeDeferred(pageKeyLen, pageKeyLen)
	putPageKey(op.Key, gen, container, 0)
	putPageKey(op.Value, gen, container, pages)
	b.finish(op)
}

// DropGeneration deletes all records and pages of a generation. What is set in
// it afterwards, even in the same batch, stays.
func (b *Batch) DropGeneration(gen uint32) {
	for _, kind := range [...]byte{keyRecord, keyPage, keyDue} {
		if !b.admit(0) {
			return
		}
		var end [recordPrefixLen]byte
		upper := appendPrefixEnd(end[:0], kind, gen)
		op := b.b.DeleteRangeDeferred(recordPrefixLen, len(upper))
		putPrefix(op.Key, kind, gen)
		copy(op.Value, upper)
		b.finish(op)
	}
}

// setMeta stores the record that makes the batch a checkpoint.
func (b *Batch) setMeta(encoded []byte) {
	if !b.admit(len(encoded)) {
		return
	}
	if len(b.parts) > 1 {
		if b.err = b.b.Delete(holderKey(), nil); b.err != nil {
			return
		}
	}
	op := b.b.SetDeferred(1, len(encoded))
	op.Key[0] = keyMeta
	copy(op.Value, encoded)
	b.finish(op)
}

// admit sees to it that there is a part with room for a change, and refuses what
// Pebble would panic about.
func (b *Batch) admit(n int) bool {
	const overhead = 128 // more than prefixes, numbers and lengths of two entries
	n += overhead
	if int64(n) > maxChangeBytes && b.err == nil {
		b.err = ErrTooLarge
	}
	if b.err != nil {
		return false
	}
	if room := int(b.s.opts.PartBytes) - b.b.Len(); n > room && !b.b.Empty() {
		b.addPart(max(n, int(b.s.opts.PartBytes)))
	}
	return true
}

// finish ends a deferred operation; only a batch with an index could fail.
func (b *Batch) finish(op *pebble.DeferredBatchOp) {
	if err := op.Finish(); err != nil {
		b.err = err
	}
}

func putPrefix(dst []byte, kind byte, gen uint32) {
	dst[0] = kind
	binary.BigEndian.PutUint32(dst[1:], gen)
}

func putPageKey(dst []byte, gen uint32, container uint64, number uint32) {
	putPrefix(dst, keyPage, gen)
	binary.BigEndian.PutUint64(dst[5:], container)
	binary.BigEndian.PutUint32(dst[13:], number)
}
