package sorting

import (
	"bytes"

	"github.com/holdfast-db/holdfast/internal/command"
)

// options are SORT's options as parsed.
type options struct {
	descending, alpha bool
	// noSort keeps the order in which the elements lie: a BY pattern without a star asks for it.
	noSort        bool
	by            pattern
	get           []pattern
	offset, count int64 // a negative count is all
	store         []byte
}

// parse parses what follows the key, or replies with an error.
func parse(c *command.Call, mayStore bool) (o options, ok bool) {
	o.count = -1
	for i := 2; i < len(c.Args); i++ {
		left := len(c.Args) - i - 1
		switch {
		case c.Is(i, "ASC"):
			o.descending = false
		case c.Is(i, "DESC"):
			o.descending = true
		case c.Is(i, "ALPHA"):
			o.alpha = true
		case c.Is(i, "LIMIT") && left >= 2:
			if o.offset, ok = c.Int(i + 1); ok {
				o.count, ok = c.Int(i + 2)
			}
			if !ok {
				return o, false
			}
			i += 2
		case c.Is(i, "STORE") && left >= 1 && mayStore:
			i++
			o.store = c.Args[i]
		case c.Is(i, "BY") && left >= 1:
			i++
			o.setBy(c.Args[i])
		case c.Is(i, "GET") && left >= 1:
			i++
			o.get = append(o.get, parsePattern(c.Args[i]))
		default:
			c.Fail(command.ErrSyntax)
			return o, false
		}
	}
	return o, true
}

// setBy takes the last pattern of several, but one without a star switches the sorting off for good.
func (o *options) setBy(p []byte) {
	o.by = parsePattern(p)
	if bytes.IndexByte(p, '*') < 0 {
		o.noSort = true
	}
}

// orderSet has the members of a set sorted where they are to be stored as they come, or given to a script, for that is
// different from one server to the next.
func (o *options) orderSet(inScript bool) {
	if o.noSort && (o.store != nil || inScript) {
		o.noSort, o.alpha, o.by = false, true, pattern{}
	}
}

// limit cuts out what LIMIT asks for.
func (o *options) limit(list []element) []element {
	n := int64(len(list))
	from := min(max(o.offset, 0), n)
	to := n
	if o.count >= 0 {
		to = from + min(o.count, n-from)
	}
	return list[from:to]
}
