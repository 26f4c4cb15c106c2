// Package value says what the engine has to know about a collection, whatever its type: how to free it, copy it and
// store it. Each type is a package below this one.
//
// A collection is opened from the bytes in its key's record: small ones lie there whole, as one packed page; of big
// ones there lies the root of a container of pages in the arena of the key's space. An opened collection is a view,
// valid under the shard's lock and until the next change of the record.
package value

import "github.com/holdfast-db/holdfast/internal/page"

// Value is an open collection of any type.
type Value interface {
	// Len is the number of elements.
	Len() int
	// AppendValue appends what the record has to hold for the collection to be opened again.
	AppendValue(dst []byte) []byte
	// Encoding is the encoding that goes with it, of the numbers that the type's package pins.
	Encoding() uint8
	// EncodingName is what OBJECT ENCODING answers.
	EncodingName() string
	// EachContainer shows fn the containers of pages that the collection keeps outside the record, if it is big.
	EachContainer(fn func(*page.Pages))
	// CopyTo returns a copy whose pages lie in another arena, or in the same.
	CopyTo(env page.Env) Value
	// Bytes is the memory that its pages take.
	Bytes() uint64
}
