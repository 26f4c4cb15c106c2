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

// HasPages implements value.Value.
func (z *ZSet) HasPages() bool { return z.Bytes() > 0 }

// Bytes implements value.Value.
func (z *ZSet) Bytes() uint64 {
	if !z.isBig {
		return 0
	}
	return z.tree.Bytes() + z.scores.Bytes()
}

// FreeSome implements value.Value.
func (z *ZSet) FreeSome(pages int) bool {
	if !z.isBig {
		return true
	}
	done, err := z.tree.FreeSome(pages)
	must(err)
	if !done {
		return false
	}
	done, err = z.scores.FreeSome(pages)
	must(err)
	return done
}

// Free frees all pages at once, which suits only sets that live no longer than a command.
func (z *ZSet) Free() {
	const step = 1 << 10
	for !z.FreeSome(step) {
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
