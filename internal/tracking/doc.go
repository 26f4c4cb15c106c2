// Package tracking owns which clients cache which keys, and tells them when the keys change (CLIENT TRACKING). A key
// is forgotten when its clients have been told. The table is bounded: what it has no room for is declared changed.
//
// It promises that a client which has read a value is told of every later change of it, for both the reading and the
// changing are noted under the lock of the key's shard.
package tracking
