package keyspace

import "github.com/holdfast-db/holdfast/internal/base/arena"

// A slot of the index names a record: 31 bits of tag, the expiry bit, 32 bits of
// Ref. The zero slot is empty.
type slot uint64

const (
	tagBits    = 31
	tagShift   = 64 - tagBits
	slotExpiry = 1 << 32

	bucketSlots = 8
	slotBytes   = 8
)

// tagOf gives the tag of a hash: its top bits. The shard comes from the low ones.
func tagOf(h uint64) uint32 { return uint32(h >> tagShift) }

func makeSlot(tag uint32, ref arena.Ref, expires bool) slot {
	x := slot(tag)<<tagShift | slot(ref)
	if expires {
		x |= slotExpiry
	}
	return x
}

func (x slot) tag() uint32    { return uint32(x >> tagShift) }
func (x slot) ref() arena.Ref { return arena.Ref(x) }
func (x slot) expires() bool  { return x&slotExpiry != 0 }

// A bucket is one cache line of slots. The used ones come first.
type bucket [bucketSlots]slot

func (b *bucket) full() bool { return b[bucketSlots-1] != 0 }

// push fills the first empty slot.
func (b *bucket) push(x slot) {
	for i := range b {
		if b[i] == 0 {
			b[i] = x
			return
		}
	}
}

// take empties slot i and gives what was in it.
func (b *bucket) take(i int) slot {
	x := b[i]
	last := bucketSlots - 1
	for b[last] == 0 {
		last--
	}
	b[i], b[last] = b[last], 0
	return x
}
