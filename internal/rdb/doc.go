// Package rdb reads and writes values in the format of Redis's RDB files, which is also that of DUMP and RESTORE.
//
// It knows bytes and elements: strings, the elements of a list, the members of a set. What they become is the business
// of its callers. Readers take bytes from strangers: every length is
// checked against what is there, what is expanded is bounded, and whatever is wrong is ErrCorrupt.
//
// A type byte chooses one of several layouts of the same kind of value. Old layouts are only read; the Append functions
// write what Redis 7.2 writes, and, for hashes with fields that expire, what 7.4 writes. FileReader and FileWriter know
// what lies around keys and values in a file. docs/format/rdb.md draws what is written.
package rdb
