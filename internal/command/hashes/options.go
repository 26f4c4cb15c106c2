package hashes

import "github.com/holdfast-db/holdfast/internal/command"

// exSyntax says which options HGETEX and HSETEX take beside EX, PX, EXAT and PXAT.
type exSyntax struct {
	persist bool  // PERSIST
	sets    bool  // KEEPTTL, FNX and FXX
	several error // the reply to several of what may be given once
	width   int   // arguments a field
}

// exOptions are the options of HGETEX and HSETEX, and the fields behind them.
type exOptions struct {
	at        int64 // unix milliseconds
	hasExpiry bool
	persist   bool
	keepTTL   bool
	ifNone    bool
	ifAll     bool
	fields    [][]byte
}

// parseExOptions parses everything behind the key, or replies with an error.
func parseExOptions(c *command.Call, s exSyntax) (o exOptions, ok bool) {
	for i := 2; i < len(c.Args); i++ {
		u, isExpiry := expireOption(c, i)
		switch {
		case c.Is(i, "FIELDS"):
			o.fields, ok = fieldsAt(c, i, s.width)
			return o, ok
		case isExpiry, s.persist && c.Is(i, "PERSIST"), s.sets && c.Is(i, "KEEPTTL"):
			if o.hasExpiry || o.persist || o.keepTTL {
				c.Fail(s.several)
				return o, false
			}
			o.hasExpiry, o.persist, o.keepTTL = isExpiry, c.Is(i, "PERSIST"), c.Is(i, "KEEPTTL")
			if !isExpiry {
				continue
			}
			i++
			if i == len(c.Args) {
				c.Fail(command.ErrSyntax)
				return o, false
			}
			if o.at, ok = u.at(c, i); !ok {
				return o, false
			}
		case s.sets && (c.Is(i, "FNX") || c.Is(i, "FXX")):
			if o.ifNone || o.ifAll {
				c.Fail(errSetExConditions)
				return o, false
			}
			o.ifNone, o.ifAll = c.Is(i, "FNX"), c.Is(i, "FXX")
		default:
			c.Fail(errUnknownArgument)
			return o, false
		}
	}
	c.Fail(errNoFields)
	return o, false
}
