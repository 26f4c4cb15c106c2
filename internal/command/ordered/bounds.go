package ordered

import (
	"bytes"
	"errors"

	"github.com/holdfast-db/holdfast/internal/engine"
)

var errBounds = errors.New("ERR start or stop not valid string range item")

// bounds are a range of keys: from lower on and below upper; nil is no bound.
type bounds struct{ lower, upper []byte }

// none is a range without keys.
func none() bounds { return bounds{upper: []byte{}} }

// parseBounds parses the ends of a range as ZRANGE BYLEX does: [key, (key, - and +. The first is the upper end in a
// range that is to be gone through backwards.
func parseBounds(start, stop []byte, backward bool) (b bounds, err error) {
	if backward {
		start, stop = stop, start
	}
	low, ok := parseEnd(start)
	high, ok2 := parseEnd(stop)
	switch {
	case !ok || !ok2:
		return b, errBounds
	case low.isLast || high.isFirst:
		return none(), nil
	}
	if !low.isFirst {
		b.lower = low.after(low.isExclusive)
	}
	if !high.isLast {
		b.upper = high.after(!high.isExclusive)
	}
	return b, nil
}

// prefixBounds are the keys that begin with a prefix.
func prefixBounds(prefix []byte) bounds {
	return bounds{lower: bytes.Clone(prefix), upper: engine.AfterPrefix(prefix)}
}

// end is one end of a range.
type end struct {
	key             []byte
	isExclusive     bool
	isFirst, isLast bool // before or behind all keys
}

func parseEnd(arg []byte) (e end, ok bool) {
	switch {
	case len(arg) == 0:
		return e, false
	case arg[0] == '[' || arg[0] == '(':
		return end{key: arg[1:], isExclusive: arg[0] == '('}, true
	case len(arg) > 1:
		return e, false
	}
	e = end{isFirst: arg[0] == '-', isLast: arg[0] == '+'}
	return e, e.isFirst || e.isLast
}

// after is a copy of the key, or the one that follows it among all strings.
func (e end) after(next bool) []byte {
	key := append([]byte{}, e.key...)
	if next {
		key = append(key, 0)
	}
	return key
}
