package list

import (
	"github.com/holdfast-db/holdfast/internal/page"
	"github.com/holdfast-db/holdfast/internal/page/pagetree"
	"github.com/holdfast-db/holdfast/internal/value"
)

var _ value.Value = (*List)(nil)

// AppendValue implements value.Value.
func (l *List) AppendValue(dst []byte) []byte {
	if l.enc == EncTree {
		return l.big.AppendRoot(dst)
	}
	return l.small.AppendTo(dst)
}

// Encoding implements value.Value.
func (l *List) Encoding() uint8 { return l.enc }

// EncodingName implements value.Value.
func (l *List) EncodingName() string {
	if l.enc == EncTree {
		return "quicklist"
	}
	return "listpack"
}

// EachContainer implements value.Value.
func (l *List) EachContainer(fn func(*page.Pages)) {
	if l.enc == EncTree {
		fn(l.big.Pages())
	}
}

// CopyTo implements value.Value.
func (l *List) CopyTo(env page.Env) value.Value {
	c := &List{env: env, limits: l.limits, enc: l.enc}
	if l.enc != EncTree {
		c.small.Open(page.Items, l.small.AppendTo(nil))
		return c
	}
	c.big = pagetree.New(env, page.Items)
	c.big.Squeeze(l.limits.Compress)
	l.Walk(0, l.Len(), Right, func(it page.Item) bool {
		must(c.big.Insert(c.big.Len(), page.Entry{Key: it}))
		return true
	})
	return c
}

// Bytes implements value.Value.
func (l *List) Bytes() uint64 {
	if l.enc != EncTree {
		return 0
	}
	return l.big.Bytes()
}
