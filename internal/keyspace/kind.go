package keyspace

// Type is what a key holds. The numbers are part of the record format.
type Type uint8

const (
	TypeString Type = 0
	TypeList   Type = 1
	TypeSet    Type = 2
	TypeZSet   Type = 3
	TypeHash   Type = 4
	TypeStream Type = 5
)

// String gives the name that TYPE answers with.
func (t Type) String() string {
	switch t {
	case TypeString:
		return "string"
	case TypeList:
		return "list"
	case TypeSet:
		return "set"
	case TypeZSet:
		return "zset"
	case TypeHash:
		return "hash"
	case TypeStream:
		return "stream"
	}
	return "unknown"
}

// Encoding is how the value of a string is stored: 0 to 15, and part of the record
// format. The encodings of a collection are numbered by the package of its values.
type Encoding uint8

const (
	// EncRaw is a string that is long, or was changed in place.
	EncRaw Encoding = 0
	// EncInt is an integer in 1, 2, 4 or 8 bytes.
	EncInt Encoding = 1
	// EncEmbstr is a short string as it was set. It is stored like EncRaw; clients
	// see the difference in OBJECT ENCODING.
	EncEmbstr Encoding = 2
)

// MaxEmbstrBytes is the longest value that StringEncoding calls EncEmbstr.
const MaxEmbstrBytes = 44

// StringEncoding gives the encoding of a string of n bytes that was just set.
func StringEncoding(n int) Encoding {
	if n <= MaxEmbstrBytes {
		return EncEmbstr
	}
	return EncRaw
}

// String gives the name that OBJECT ENCODING answers with for a string.
func (e Encoding) String() string {
	switch e {
	case EncRaw:
		return "raw"
	case EncInt:
		return "int"
	case EncEmbstr:
		return "embstr"
	}
	return "unknown"
}
