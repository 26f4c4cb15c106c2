// Package rdb reads and writes values in the format of Redis's RDB files, which is also that of DUMP and RESTORE.
//
// It knows bytes and elements: strings, the elements of a list, the members of a set. What they become is the business
// of its callers, and so are the keys in front of values in a file. Readers take bytes from strangers: every length is
// checked against what is there, what is expanded is bounded, and whatever is wrong is ErrCorrupt.
//
// A type byte chooses one of several layouts of the same kind of value. Old layouts are
// only read; the Append functions write what Redis 7.2 writes.
package rdb
