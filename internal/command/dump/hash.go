package dump

import (
	"cmp"
	"iter"
	"math"
	"slices"

	"github.com/holdfast-db/holdfast/internal/command"
	"github.com/holdfast-db/holdfast/internal/page"
	"github.com/holdfast-db/holdfast/internal/rdb"
	"github.com/holdfast-db/holdfast/internal/value/hash"
)

// appendHash appends the type and the value of a hash.
func appendHash(dst []byte, h *hash.Hash) []byte {
	if h.Encoding() != hash.EncMap && h.NextExpiry() == 0 {
		return appendPackedHash(dst, h)
	}
	fields, expires := make([]page.Entry, 0, h.Len()), false
	h.Each(func(e page.Entry) {
		fields = append(fields, e)
		expires = expires || e.ExpireAt != 0
	})
	if expires {
		return appendTimedHash(dst, h, fields)
	}
	var field, value [command.MaxIntDigits]byte
	return rdb.AppendHash(append(dst, byte(rdb.TypeHash)), len(fields), func(yield func(f, v []byte) bool) {
		for e := range settle(fields) {
			if !yield(e.Key.View(field[:]), e.Value.View(value[:])) {
				return
			}
		}
	})
}

// appendPackedHash appends a small hash whose fields do not expire, in the order in which they came.
func appendPackedHash(dst []byte, h *hash.Hash) []byte {
	return rdb.AppendListpack(append(dst, byte(rdb.TypeHashListpack)), func(yield func([]byte) bool) {
		var digits [command.MaxIntDigits]byte
		more := true
		h.Each(func(e page.Entry) {
			more = more && yield(e.Key.View(digits[:])) && yield(e.Value.View(digits[:]))
		})
	})
}

// appendTimedHash appends a hash with fields that expire, which takes a later version of the format.
func appendTimedHash(dst []byte, h *hash.Hash, fields []page.Entry) []byte {
	if h.Encoding() == hash.EncMap {
		return rdb.AppendTimedHash(append(dst, byte(rdb.TypeHashTimed)), len(fields), timed(settle(fields)))
	}
	slices.SortStableFunc(fields, func(a, b page.Entry) int { return cmp.Compare(lastsUntil(a), lastsUntil(b)) })
	return rdb.AppendTimedListpack(append(dst, byte(rdb.TypeHashTimedPacked)), timed(slices.Values(fields)))
}

// timed turns entries into the fields of a hash.
func timed(entries iter.Seq[page.Entry]) iter.Seq[rdb.Field] {
	return func(yield func(rdb.Field) bool) {
		var field, value [command.MaxIntDigits]byte
		for e := range entries {
			f := rdb.Field{Name: e.Key.View(field[:]), Value: e.Value.View(value[:]), ExpireAt: e.ExpireAt}
			if !yield(f) {
				return
			}
		}
	}
}

// lastsUntil is when a field expires; those that do not come last.
func lastsUntil(e page.Entry) int64 {
	if e.ExpireAt == 0 {
		return math.MaxInt64
	}
	return e.ExpireAt
}
