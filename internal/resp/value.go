package resp

// Kind is the type of a reply.
type Kind uint8

// The kinds of replies. Null covers the null bulk string and the null array of
// RESP2, which nobody needs to tell apart.
const (
	Null Kind = iota
	Simple
	Error
	Int
	Bulk
	Array
	Map
	Set
	Push
	Double
	Bool
	BigNumber
	Verbatim
)

// Value is one reply, decoded.
type Value struct {
	Kind Kind
	// Format is the kind of text of a Verbatim, such as "txt".
	Format [3]byte
	// Str is the text of a Simple, Error, Bulk, BigNumber or Verbatim, and the
	// text a Double was sent as.
	Str []byte
	// Int is the number of an Int, and 1 for a true Bool.
	Int int64
	// Double is the number of a Double.
	Double float64
	// Elems are the elements of an Array, Set or Push, and of a Map the keys
	// and values in turn.
	Elems []Value
}
