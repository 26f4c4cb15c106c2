package transfer

import "github.com/holdfast-db/holdfast/internal/rdb"

// Source is where an export comes from.
type Source interface {
	// Libraries tells the code of the libraries of functions.
	Libraries() ([][]byte, error)
	// Databases tells which databases have keys, in ascending order.
	Databases() ([]Database, error)
	// Each visits every key of a database once. An entry is valid until visit returns.
	Each(db int, visit func(Entry) error) error
}

// Database is one that has keys, with about how many these are and how many of them expire.
type Database struct{ Number, Keys, Expiring int }

// Entry is a key with its value.
type Entry struct {
	Key      []byte
	ExpireAt int64 // in unix milliseconds, 0 for never
	// Value is the type and the value as in an RDB file, which is what DUMP answers without its seal.
	Value []byte
	// Large is instead of Value what is too large to be held in memory as a whole.
	Large *rdb.Collection
}
