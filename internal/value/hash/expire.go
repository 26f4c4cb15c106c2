package hash

import "github.com/holdfast-db/holdfast/internal/page"

// NextExpiry returns a lower bound of the earliest expiry of a field, 0 if none has one.
func (h *Hash) NextExpiry() int64 {
	switch h.enc {
	case EncMap:
		return h.big.NextExpiry()
	case EncTimed:
		at, err := h.small.NextExpiry()
		must(err)
		return at
	}
	return 0
}

// DeleteExpired removes fields that expire at now or before, telling gone of each one first, and stops some time
// after limit. It reports whether there may be more.
func (h *Hash) DeleteExpired(now int64, limit int, gone func(page.Entry)) (more bool) {
	if h.enc == EncMap {
		more, err := h.big.DeleteExpired(now, limit, gone)
		must(err)
		return more
	}
	for pos := h.small.Start(); pos < h.small.End(); {
		e, after, err := h.small.Read(pos)
		must(err)
		if e.ExpireAt == 0 || e.ExpireAt > now {
			pos = after
			continue
		}
		gone(e)
		must(h.small.Delete(pos, 1))
	}
	return false
}
