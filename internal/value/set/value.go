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

// HasPages implements value.Value.
func (s *Set) HasPages() bool { return s.Bytes() != 0 }

// FreeSome implements value.Value.
func (s *Set) FreeSome(pages int) (done bool) {
	if s.enc != EncMap {
		return true
	}
	done, err := s.big.FreeSome(pages)
	must(err)
	return done
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
