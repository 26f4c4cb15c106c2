package keyspace

// A cursor over a whole database is the shard and, below it, the cursor within the
// shard's Space. It fits in 53 bits, so that clients may keep it in a double.

// SplitCursor takes a cursor apart. It is not ok when it is behind the last shard,
// where a scan is at its end.
func (k *Keyspace) SplitCursor(cursor uint64) (shard int, within uint64, ok bool) {
	shards := uint64(len(k.shards))
	if cursor>>tagBits >= shards {
		return 0, 0, false
	}
	return int(cursor >> tagBits), cursor & (1<<tagBits - 1), true
}

// JoinCursor makes the cursor that follows after Space.Scan in a shard has given
// next: in the same shard, or at the start of the following, or 0 at the end.
func (k *Keyspace) JoinCursor(shard int, next uint64) uint64 {
	if next == 0 {
		shard++
	}
	if shard >= len(k.shards) {
		return 0
	}
	return uint64(shard)<<tagBits | next
}
