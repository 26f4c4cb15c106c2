package ordered

import (
	"errors"
	"strings"

	"github.com/holdfast-db/holdfast/internal/command"
)

var (
	errLimit = errors.New("ERR limit should be greater than 0")
	errCount = errors.New("ERR count should be greater than 0")
)

// options are what may stand behind a range. Which of them a command takes, its grammar says.
type options struct {
	backward   bool
	withValues bool
	typ        string // empty for all
	limit      int64  // of keys in the reply; 0 is none
	count      int64  // of keys to look at
}

// accepted are the options that a command takes.
type accepted uint8

const (
	takesRev accepted = 1 << iota
	takesLimit
	takesType
	takesValues
	takesCount
)

// parseOptions parses the arguments from index i on, or replies with an error.
func parseOptions(c *command.Call, i int, takes accepted) (o options, ok bool) {
	is := func(option accepted, token string) bool { return takes&option != 0 && c.Is(i, token) }
	for ; i < len(c.Args); i++ {
		hasValue := i+1 < len(c.Args)
		switch {
		case is(takesRev, "REV"):
			o.backward = true
		case is(takesValues, "WITHVALUES"):
			o.withValues = true
		case is(takesType, "TYPE") && hasValue:
			i++
			o.typ = strings.ToLower(string(c.Args[i]))
		case is(takesLimit, "LIMIT") && hasValue:
			i++
			o.limit = positive(c, i, errLimit)
		case is(takesCount, "COUNT") && hasValue:
			i++
			o.count = positive(c, i, errCount)
		default:
			c.Fail(command.ErrSyntax)
			return o, false
		}
		if o.limit < 0 || o.count < 0 {
			return o, false
		}
	}
	return o, true
}

// positive parses a number above 0. If it is none, the reply says so and the result is negative.
func positive(c *command.Call, i int, tooSmall error) int64 {
	n, ok := c.Int(i)
	if ok && n > 0 {
		return n
	}
	if ok {
		c.Fail(tooSmall)
	}
	return -1
}

// parseRange reads a command's bounds, which are its first two arguments, and the options behind them. It replies with
// the error if there is one.
func parseRange(c *command.Call, takes accepted) (b bounds, o options, ok bool) {
	if o, ok = parseOptions(c, 3, takes); !ok {
		return bounds{}, o, false
	}
	b, err := parseBounds(c.Args[1], c.Args[2], o.backward)
	if err != nil {
		c.Fail(err)
		return bounds{}, o, false
	}
	return b, o, true
}
