// Package lsm keeps checkpoints in an LSM tree. It owns the layout of keys and
// is the only importer of Pebble proper.
//
// It promises that Commit changes everything or nothing and is visible to reads
// at once, that what was committed before a successful Flush survives power
// loss, and that an opened store holds exactly one of the checkpoints that were
// committed, never one older than the last that was flushed. It refuses to
// interpret values beyond the header of a record, to keep a log of its own (the
// commit log covers what is not flushed), and to keep time.
//
// One process opens a store. Methods of Store and Snapshot may be called from
// many goroutines; a Batch and an Iterator belong to one.
//
// The bytes are drawn in docs/format/lsm.md.
package lsm
