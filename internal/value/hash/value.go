package hash

import (
	"github.com/holdfast-db/holdfast/internal/page"
	"github.com/holdfast-db/holdfast/internal/page/pagemap"
	"github.com/holdfast-db/holdfast/internal/value"
)

var _ value.Value = (*Hash)(nil)

// AppendValue implements value.Value.
func (h *Hash) AppendValue(dst []byte) []byte {
	if h.enc == EncMap {
		return h.big.AppendRoot(dst)
	}
	return h.small.AppendTo(dst)
}

// Encoding implements value.Value.
func (h *Hash) Encoding() uint8 { return h.enc }

// EncodingName implements value.Value. The name for a small hash with expiries is that of Redis 7.4.
func (h *Hash) EncodingName() string {
	switch h.enc {
	case EncMap:
		return "hashtable"
	case EncTimed:
		return "listpackex"
	}
	return "listpack"
}

// EachContainer implements value.Value.
func (h *Hash) EachContainer(fn func(*page.Pages)) {
	if h.enc == EncMap {
		fn(h.big.Pages())
	}
}

// CopyTo implements value.Value.
func (h *Hash) CopyTo(env page.Env) value.Value {
	c := &Hash{env: env, limits: h.limits, enc: h.enc}
	if h.enc != EncMap {
		c.small.Open(page.Pairs, h.small.AppendTo(nil))
		return c
	}
	c.big = pagemap.New(env, page.Pairs)
	h.Each(func(e page.Entry) {
		_, err := c.big.Set(e)
		must(err)
	})
	return c
}

// Bytes implements value.Value.
func (h *Hash) Bytes() uint64 {
	if h.enc != EncMap {
		return 0
	}
	return h.big.Bytes()
}
