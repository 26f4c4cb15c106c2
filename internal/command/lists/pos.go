package lists

import (
	"errors"
	"math"

	"github.com/holdfast-db/holdfast/internal/command"
	"github.com/holdfast-db/holdfast/internal/value/list"
)

var (
	errRankZero = errors.New("ERR RANK can't be zero: use 1 to start from the first match, 2 from the second ... " +
		"or use negative to start from the end of the list")
	errRankRange      = errors.New("ERR value is out of range, value must between -9223372036854775807 and 9223372036854775807")
	errCountNegative  = errors.New("ERR COUNT can't be negative")
	errMaxlenNegative = errors.New("ERR MAXLEN can't be negative")
)

func lposSpec() command.Spec {
	return command.Spec{
		Name: "LPOS", Group: "list", Since: "6.0.6",
		Complexity: "O(N) where N is the number of elements that are looked at.",
		Summary:    "Returns the indices of elements that are equal to one.",
		Flags:      command.ReadOnly,
		Keys:       []command.KeyRule{command.At(1, command.RO|command.ReadsData)},
		Syntax:     "key element [RANK rank:integer] [COUNT num-matches:integer] [MAXLEN len:integer]",
		Compat:     command.Matches("7.2"),
		Run:        lpos,
	}
}

// posOptions are LPOS's options as parsed.
type posOptions struct {
	from    list.End
	skip    int64 // matches before the first that counts
	count   int64 // matches wanted
	counted bool  // the reply is an array
	limit   int64 // elements to look at
}

func lpos(c *command.Call) {
	o, ok := parsePos(c)
	if !ok {
		return
	}
	l, ok := read(c, c.Key())
	if !ok {
		return
	}
	found := o.search(l, c.Args[2])
	switch {
	case o.counted:
		c.Out.Array(len(found))
		for _, i := range found {
			c.Out.Int(int64(i))
		}
	case len(found) > 0:
		c.Out.Int(int64(found[0]))
	default:
		c.Out.Null()
	}
}

func (o posOptions) search(l opened, element []byte) (found []int) {
	l.Search(element, o.from, int(min(o.limit, int64(l.Len()))), func(i int) bool {
		if o.skip > 0 {
			o.skip--
			return true
		}
		found = append(found, i)
		return int64(len(found)) < o.count
	})
	return found
}

// parsePos parses the options, or replies with an error.
func parsePos(c *command.Call) (o posOptions, ok bool) {
	o = posOptions{count: 1, limit: math.MaxInt64}
	for i := 3; i < len(c.Args); i += 2 {
		if i+1 == len(c.Args) {
			c.Fail(command.ErrSyntax)
			return o, false
		}
		switch {
		case c.Is(i, "RANK"):
			ok = o.parseRank(c, i+1)
		case c.Is(i, "COUNT"):
			o.counted = true
			o.count, ok = orAll(c, i+1, errCountNegative)
		case c.Is(i, "MAXLEN"):
			o.limit, ok = orAll(c, i+1, errMaxlenNegative)
		default:
			c.Fail(command.ErrSyntax)
			return o, false
		}
		if !ok {
			return o, false
		}
	}
	return o, true
}

func (o *posOptions) parseRank(c *command.Call, i int) bool {
	rank, ok := c.Int(i)
	switch {
	case !ok:
		return false
	case rank == 0:
		c.Fail(errRankZero)
		return false
	case rank == math.MinInt64:
		c.Fail(errRankRange)
		return false
	case rank < 0:
		o.from, o.skip = list.Right, -rank-1
	default:
		o.from, o.skip = list.Left, rank-1
	}
	return true
}

// orAll parses a number of which 0 means that there is no limit, or replies with an error.
func orAll(c *command.Call, i int, negative error) (int64, bool) {
	n, ok := command.ParseInt(c.Args[i])
	switch {
	case !ok || n < 0:
		c.Fail(negative)
		return 0, false
	case n == 0:
		return math.MaxInt64, true
	}
	return n, true
}
