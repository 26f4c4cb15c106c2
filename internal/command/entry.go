package command

import "github.com/holdfast-db/holdfast/internal/keyspace"

// Entry is a key with what it holds, for those who open that.
type Entry struct {
	Key    []byte
	Record keyspace.Record // of no use unless Found
	Found  bool
}

// Hold returns the call's one Entry with something else in it. It is good until the next Hold. Collections are opened and
// stored with every command: handing around what is known of them by value costs more than some commands do.
func (c *Call) Hold(key []byte, rec keyspace.Record, found bool) *Entry {
	e := &c.entry
	e.Key, e.Record, e.Found = key, rec, found
	return e
}
