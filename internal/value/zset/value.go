package zset

import (
	"github.com/holdfast-db/holdfast/internal/page"
	"github.com/holdfast-db/holdfast/internal/value"
)

var _ value.Value = (*ZSet)(nil)

// AppendValue implements value.Value.
func (z *ZSet) AppendValue(dst []byte) []byte {
	if z.isBig {
		return z.scores.AppendRoot(z.tree.AppendRoot(dst))
	}
	return z.small.AppendTo(dst)
}

// Encoding implements value.Value.
func (z *ZSet) Encoding() uint8 {
	if z.isBig {
		return EncTree
	}
	return EncPacked
}

// EncodingName implements value.Value.
func (z *ZSet) EncodingName() string {
	if z.isBig {
		return "skiplist"
	}
	return "listpack"
}

// Bytes implements value.Value.
func (z *ZSet) Bytes() uint64 {
	if !z.isBig {
		return 0
	}
	return z.tree.Bytes() + z.scores.Bytes()
}

// EachContainer implements value.Value.
func (z *ZSet) EachContainer(fn func(*page.Pages)) {
	if z.isBig {
		fn(z.tree.Pages())
		fn(z.scores.Pages())
	}
}

// Free frees all pages at once, which suits only sets that live no longer than a command.
func (z *ZSet) Free() {
	if z.isBig {
		z.tree.Free()
		z.scores.Free()
	}
}

// CopyTo implements value.Value.
func (z *ZSet) CopyTo(env page.Env) value.Value {
	to := new(ZSet)
	if !z.isBig {
		to.Open(env, EncPacked, z.small.AppendTo(nil), z.limits)
		return to
	}
	to.New(env, z.limits)
	to.convert()
	for e := range z.All() {
		to.insertBig(e)
	}
	return to
}
