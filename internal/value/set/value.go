package set

import (
	"github.com/holdfast-db/holdfast/internal/page"
	"github.com/holdfast-db/holdfast/internal/value"
)

var _ value.Value = (*Set)(nil)

// AppendValue implements value.Value.
func (s *Set) AppendValue(dst []byte) []byte {
	switch s.enc {
	case EncInts:
		return append(dst, s.ints.bytes...)
	case EncPacked:
		return s.small.AppendTo(dst)
	}
	return s.big.AppendRoot(dst)
}

// Encoding implements value.Value.
func (s *Set) Encoding() uint8 { return s.enc }

// EncodingName implements value.Value.
func (s *Set) EncodingName() string {
	switch s.enc {
	case EncInts:
		return "intset"
	case EncPacked:
		return "listpack"
	}
	return "hashtable"
}

// EachContainer implements value.Value.
func (s *Set) EachContainer(fn func(*page.Pages)) {
	if s.enc == EncMap {
		fn(s.big.Pages())
	}
}

// CopyTo implements value.Value.
func (s *Set) CopyTo(env page.Env) value.Value {
	c := &Set{env: env, limits: s.limits, enc: s.enc}
	if s.enc == EncMap {
		c.big = s.mapIn(env)
	} else {
		c.Open(env, s.enc, s.AppendValue(nil), s.limits)
	}
	return c
}

// Bytes implements value.Value.
func (s *Set) Bytes() uint64 {
	if s.enc != EncMap {
		return 0
	}
	return s.big.Bytes()
}
