// Package hash is the value of a hash: fields with values, of which each may expire.
//
// A small hash is one packed page in its key's record, in the order in which its fields came. When it outgrows its
// Limits it moves to a pagemap, for good. Time is the caller's business: an expired field is like any other until
// DeleteExpired.
package hash

import (
	"math"
	"math/rand/v2"

	"github.com/holdfast-db/holdfast/internal/page"
	"github.com/holdfast-db/holdfast/internal/page/pagemap"
	"github.com/holdfast-db/holdfast/internal/value"
)

// The encodings of a hash. The numbers are pinned: they are in the records.
const (
	// EncPacked is one page of pairs.
	EncPacked uint8 = 0
	// EncMap is a pagemap.
	EncMap uint8 = 1
	// EncTimed is EncPacked where a field has had an expiry, so that no other hash need be searched for one.
	EncTimed uint8 = 2
)

// Limits say how large a hash may be before it moves to a pagemap.
type Limits struct {
	Entries int // fields
	Bytes   int // of the longest field or value
}

// DefaultLimits are those of Redis.
func DefaultLimits() Limits { return Limits{Entries: 512, Bytes: 64} }

// Hash is an open hash. The zero Hash is ready for Open and New, and may be used for one hash after the other.
type Hash struct {
	env    page.Env
	limits Limits
	enc    uint8
	small  value.Small // unless enc is EncMap
	big    pagemap.Map
}

// Open makes h the hash that AppendValue has written. It reads bytes until its first change.
func (h *Hash) Open(env page.Env, enc uint8, bytes []byte, limits Limits) {
	h.env, h.limits, h.enc = env, limits, enc
	if enc != EncMap {
		h.small.Open(page.Pairs, bytes)
		return
	}
	must(h.big.Open(env, bytes))
}

// New makes h an empty hash.
func (h *Hash) New(env page.Env, limits Limits) { h.Open(env, EncPacked, nil, limits) }

// must panics where a page in memory is corrupt, which only a bug of ours can have done.
func must(err error) {
	if err != nil {
		panic("hash: " + err.Error())
	}
}

// Len is the number of fields.
func (h *Hash) Len() int {
	if h.enc == EncMap {
		return h.big.Len()
	}
	return h.small.Len()
}

// Get finds a field. The entry is a view.
func (h *Hash) Get(field []byte) (page.Entry, bool) {
	key := page.Text(field)
	if h.enc == EncMap {
		e, ok, err := h.big.Get(key)
		must(err)
		return e, ok
	}
	pos, ok, err := h.small.Find(key)
	must(err)
	if !ok {
		return page.Entry{}, false
	}
	return h.read(pos), true
}

// read returns the entry at a position of the small page.
func (h *Hash) read(pos int) page.Entry {
	e, _, err := h.small.Read(pos)
	must(err)
	return e
}

// Has reports whether a field is there.
func (h *Hash) Has(field []byte) bool {
	key := page.Text(field)
	if h.enc == EncMap {
		ok, err := h.big.Has(key)
		must(err)
		return ok
	}
	_, ok, err := h.small.Find(key)
	must(err)
	return ok
}

// Set gives a field a value and an expiry, 0 for none, and reports whether the field is new.
func (h *Hash) Set(field, value []byte, expireAt int64) (added bool) {
	return h.set(page.Entry{Key: page.Text(field), Value: page.Text(value), ExpireAt: expireAt})
}

// SetInt is Set for an integer.
func (h *Hash) SetInt(field []byte, value, expireAt int64) (added bool) {
	return h.set(page.Entry{Key: page.Text(field), Value: page.Int(value), ExpireAt: expireAt})
}

func (h *Hash) set(e page.Entry) (added bool) {
	if h.enc != EncMap && max(e.Key.TextLen(), e.Value.TextLen()) > h.limits.Bytes {
		h.convert()
	}
	if h.enc == EncMap {
		added, err := h.big.Set(e)
		must(err)
		return added
	}
	pos, found, err := h.small.Find(e.Key)
	must(err)
	h.noteExpiry(e.ExpireAt)
	if found {
		must(h.small.Replace(pos, &e))
		return false
	}
	if h.small.Len() >= min(h.limits.Entries, math.MaxUint16) {
		h.convert()
		_, err = h.big.Set(e)
	} else {
		err = h.small.Insert(pos, &e)
	}
	must(err)
	return true
}

// Expire changes the expiry of a field, 0 for none, and reports whether the field is there.
func (h *Hash) Expire(field []byte, at int64) bool {
	key := page.Text(field)
	if h.enc == EncMap {
		ok, err := h.big.Expire(key, at)
		must(err)
		return ok
	}
	pos, ok, err := h.small.Find(key)
	must(err)
	if ok {
		e := h.read(pos)
		e.ExpireAt = at
		h.noteExpiry(at)
		must(h.small.Replace(pos, &e))
	}
	return ok
}

// noteExpiry marks a small hash as one that has an expiry.
func (h *Hash) noteExpiry(at int64) {
	if at != 0 && h.enc == EncPacked {
		h.enc = EncTimed
	}
}

// Delete removes a field and reports whether it was there.
func (h *Hash) Delete(field []byte) bool {
	key := page.Text(field)
	if h.enc == EncMap {
		ok, err := h.big.Delete(key)
		must(err)
		return ok
	}
	pos, ok, err := h.small.Find(key)
	must(err)
	if ok {
		must(h.small.Delete(pos, 1))
	}
	return ok
}

// Each visits all fields.
func (h *Hash) Each(visit func(page.Entry)) { h.Scan(0, math.MaxInt, visit) }

// Scan visits at least count fields from cursor on, if there are as many, and returns the cursor to go on with; 0 is
// the start and the end. A field that is there throughout is visited, whatever else comes and goes.
func (h *Hash) Scan(cursor uint64, count int, visit func(page.Entry)) (next uint64) {
	if h.enc == EncMap {
		next, err := h.big.Scan(cursor, count, visit)
		must(err)
		return next
	}
	for pos := h.small.Start(); pos < h.small.End(); {
		e, after, err := h.small.Read(pos)
		must(err)
		visit(e)
		pos = after
	}
	return 0
}

// Random returns a field, each with the same chance. There must be one.
func (h *Hash) Random(rnd *rand.Rand) page.Entry {
	if h.enc == EncMap {
		e, err := h.big.Random(rnd)
		must(err)
		return e
	}
	pos, err := h.small.At(rnd.IntN(h.small.Len()))
	must(err)
	return h.read(pos)
}

// convert moves a small hash to a pagemap.
func (h *Hash) convert() {
	big := pagemap.New(h.env, page.Pairs)
	h.Each(func(e page.Entry) {
		_, err := big.Set(e)
		must(err)
	})
	h.big, h.enc = big, EncMap
}
