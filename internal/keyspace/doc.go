// Package keyspace owns the keys: which exist, where their records lie, when they
// expire, and which have changed since the last checkpoint.
//
// It promises that a key of 16 bytes with a value of 32 costs no more than 72 bytes
// in all, that no operation ever rehashes or walks the whole, and that the garbage
// collector has nothing to look at. It refuses to know the time, commands, the log,
// and what is inside the values of collections.
//
//	Keyspace   databases x shards, and the hash that deals keys to them
//	Shard      a mutex and one Space a database
//	Space      the keys of one shard in one database: an index over records
//	index      extendible hashing: directory, segments, buckets, slots
//	Record     header, key and value, packed in one block of the Space's arena
//
// Everything but the atomic counters is guarded by the shard's lock. Whoever needs
// several shards locks them in ascending order.
package keyspace
