package zsets

import (
	"errors"

	"github.com/holdfast-db/holdfast/internal/command"
	"github.com/holdfast-db/holdfast/internal/keyspace"
	"github.com/holdfast-db/holdfast/internal/value/zset"
)

var (
	errLimitByRank = errors.New("ERR syntax error, LIMIT is only supported in combination with either BYSCORE or BYLEX")
	errLexScores   = errors.New("ERR syntax error, WITHSCORES not supported in combination with BYLEX")
)

func zrangeSpec() command.Spec {
	return rangeSpec("ZRANGE", "1.2.0",
		"key start:string stop:string [BYSCORE | BYLEX] [REV] [LIMIT offset count] [WITHSCORES]",
		"Returns the members of a sorted set in a range.", ranging{chooses: true})
}

func zrevRangeSpec() command.Spec {
	return rangeSpec("ZREVRANGE", "1.2.0", "key start stop [WITHSCORES]",
		"Returns the members of a sorted set between two ranks, the last one first.", ranging{reversed: true})
}

func zrangeByScoreSpec() command.Spec {
	return rangeSpec("ZRANGEBYSCORE", "1.0.5", "key min:double max:double [WITHSCORES] [LIMIT offset count]",
		"Returns the members of a sorted set between two scores.", ranging{unit: byScore})
}

func zrevRangeByScoreSpec() command.Spec {
	return rangeSpec("ZREVRANGEBYSCORE", "2.2.0", "key max:double min:double [WITHSCORES] [LIMIT offset count]",
		"Returns the members of a sorted set between two scores, the last one first.",
		ranging{unit: byScore, reversed: true})
}

func zrangeByLexSpec() command.Spec {
	return rangeSpec("ZRANGEBYLEX", "2.8.9", "key min max [LIMIT offset count]",
		"Returns the members between two of a sorted set whose scores are all the same.", ranging{unit: byLex})
}

func zrevRangeByLexSpec() command.Spec {
	return rangeSpec("ZREVRANGEBYLEX", "2.8.9", "key max min [LIMIT offset count]",
		"Returns the members between two of a sorted set whose scores are all the same, the last one first.",
		ranging{unit: byLex, reversed: true})
}

const rangeComplexity = "O(log(N)+M) where N is the number of members of the sorted set and M the number of those returned."

func rangeSpec(name, since, syntax, summary string, r ranging) command.Spec {
	return command.Spec{
		Name: name, Group: "sorted-set", Since: since,
		Complexity: rangeComplexity,
		Summary:    summary,
		Flags:      command.ReadOnly,
		Keys:       []command.KeyRule{command.At(1, command.RO|command.ReadsData)},
		Syntax:     syntax,
		Compat:     command.Matches("7.2"),
		Run:        func(c *command.Call) { zrange(c, r) },
	}
}

func zrangeStoreSpec() command.Spec {
	return command.Spec{
		Name: "ZRANGESTORE", Group: "sorted-set", Since: "6.2.0",
		Complexity: rangeComplexity,
		Summary:    "Stores the members of a sorted set in a range under another key.",
		Flags:      command.Write | command.DenyOOM,
		Keys: []command.KeyRule{
			command.At(1, command.OW|command.UpdatesData), command.At(2, command.RO|command.ReadsData),
		},
		Syntax: "dst:key src:key min max [BYSCORE | BYLEX] [REV] [LIMIT offset count]",
		Compat: command.Matches("7.2"),
		Run:    zrangeStore,
	}
}

// ranging is what a command on a range is asked for.
type ranging struct {
	unit       unit
	reversed   bool
	chooses    bool // the options say what the unit and the direction are
	stores     bool
	withScores bool

	limits        limits
	offset, count int64 // of LIMIT; a negative count is no limit
}

// parse parses the arguments from min on, or replies with an error.
func (r *ranging) parse(c *command.Call, min int) (ok bool) {
	r.count = -1
	hasUnit, hasDirection := !r.chooses, !r.chooses
	for i := min + 2; i < len(c.Args); i++ {
		switch {
		case c.Is(i, "WITHSCORES") && !r.stores:
			r.withScores = true
		case c.Is(i, "LIMIT") && i+2 < len(c.Args):
			if !r.parseLimit(c, i+1) {
				return false
			}
			i += 2
		case c.Is(i, "REV") && !hasDirection:
			r.reversed, hasDirection = true, true
		case c.Is(i, "BYLEX") && !hasUnit:
			r.unit, hasUnit = byLex, true
		case c.Is(i, "BYSCORE") && !hasUnit:
			r.unit, hasUnit = byScore, true
		default:
			c.Fail(command.ErrSyntax)
			return false
		}
	}
	switch {
	case r.count != -1 && r.unit == byRank:
		c.Fail(errLimitByRank)
		return false
	case r.withScores && r.unit == byLex:
		c.Fail(errLexScores)
		return false
	}
	max := min + 1
	if r.reversed && r.unit != byRank {
		min, max = max, min
	}
	r.limits, ok = parseLimits(c, r.unit, min, max)
	return ok
}

func (r *ranging) parseLimit(c *command.Call, i int) (ok bool) {
	if r.offset, ok = c.Int(i); ok {
		r.count, ok = c.Int(i + 1)
	}
	return ok
}

// of returns the range as indices, LIMIT included.
func (r *ranging) of(z *zset.ZSet) (i, j int) {
	i, j = r.limits.of(z, r.reversed)
	if r.unit == byRank {
		return i, j
	}
	left := int64(j - i)
	offset := r.offset
	if offset < 0 || offset > left {
		offset = left
	}
	left -= offset
	n := left
	if r.count >= 0 {
		n = min(n, r.count)
	}
	if r.reversed {
		return i + int(left-n), i + int(left)
	}
	return j - int(left), j - int(left-n)
}

func zrange(c *command.Call, r ranging) {
	if !r.parse(c, 2) {
		return
	}
	z, ok := Read(c, c.Key())
	if !ok {
		return
	}
	i, j := r.of(z.ZSet)
	z.replyRange(c, formOf(c, r.withScores), i, j, r.reversed)
}

func zrangeStore(c *command.Call) {
	r := ranging{chooses: true, stores: true}
	if !r.parse(c, 3) {
		return
	}
	rec, found, ok := c.Read(c.Args[2], keyspace.TypeZSet)
	if !ok {
		return
	}
	var from zset.ZSet
	if found {
		c.Tx.OpenZSetIn(&from, c.Args[2], rec)
	}
	result := c.Tx.NewZSet(c.Key())
	i, j := r.of(&from)
	result.Expect(j - i)
	for at := from.From(i); i < j; i++ {
		e, _ := from.Next(&at)
		result.Insert(e.Key, e.Score)
	}
	StoreResult(c, c.Key(), result)
}
