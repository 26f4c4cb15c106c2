package zsets

import (
	"errors"
	"math"

	"github.com/holdfast-db/holdfast/internal/command"
	"github.com/holdfast-db/holdfast/internal/page"
)

var (
	errXXNX   = errors.New("ERR XX and NX options at the same time are not compatible")
	errGTLTNX = errors.New("ERR GT, LT, and/or NX options at the same time are not compatible")
	errIncr   = errors.New("ERR INCR option supports a single increment-element pair")
	errNaN    = errors.New("ERR resulting score is not a number (NaN)")
)

func zaddSpec() command.Spec {
	return command.Spec{
		Name: "ZADD", Group: "sorted-set", Since: "1.2.0",
		Complexity: "O(log(N)) for each member, where N is the number of members of the sorted set.",
		Summary:    "Adds members to a sorted set, or changes their scores.",
		Flags:      command.Write | command.DenyOOM | command.Fast,
		Keys:       []command.KeyRule{command.At(1, command.RW|command.UpdatesData)},
		Syntax:     "key [NX | XX] [GT | LT] [CH] [INCR] score member [score member ...]",
		Compat:     command.Matches("7.2"),
		Run:        Add,
	}
}

func zincrBySpec() command.Spec {
	return command.Spec{
		Name: "ZINCRBY", Group: "sorted-set", Since: "1.2.0",
		Complexity: "O(log(N)) where N is the number of members of the sorted set.",
		Summary:    "Adds a number to the score of a member of a sorted set; a missing one counts as 0.",
		Flags:      command.Write | command.DenyOOM | command.Fast,
		Keys:       []command.KeyRule{command.At(1, command.RW|command.ReadsData|command.UpdatesData)},
		Syntax:     "key increment member",
		Compat:     command.Matches("7.2"),
		Run:        func(c *command.Call) { add(c, addition{incr: true}) },
	}
}

// addition is what the options of ZADD ask for, and what has come of it.
type addition struct {
	nx, xx, gt, lt, ch, incr bool

	added, changed int
	processed      bool    // the last member was not left out by a condition
	score          float64 // of the last member
}

// Add runs ZADD.
func Add(c *command.Call) { add(c, addition{}) }

// add runs ZADD, or ZINCRBY, which takes options like it, though there is room for none.
func add(c *command.Call, a addition) {
	first := a.parse(c)
	pairs := len(c.Args) - first
	switch {
	case pairs == 0 || pairs%2 != 0:
		c.Fail(command.ErrSyntax)
	case a.nx && a.xx:
		c.Fail(errXXNX)
	case a.gt && a.nx || a.lt && a.nx || a.gt && a.lt:
		c.Fail(errGTLTNX)
	case a.incr && pairs > 2:
		c.Fail(errIncr)
	default:
		a.addPairs(c, first)
	}
}

// parse parses the options and returns the index of the first score.
func (a *addition) parse(c *command.Call) (first int) {
	for i := 2; i < len(c.Args); i++ {
		switch {
		case c.Is(i, "NX"):
			a.nx = true
		case c.Is(i, "XX"):
			a.xx = true
		case c.Is(i, "GT"):
			a.gt = true
		case c.Is(i, "LT"):
			a.lt = true
		case c.Is(i, "CH"):
			a.ch = true
		case c.Is(i, "INCR"):
			a.incr = true
		default:
			return i
		}
	}
	return len(c.Args)
}

// fewPairs is how many scores are kept without allocating.
const fewPairs = 8

// addPairs adds the scores and members from argument first on, and replies.
func (a addition) addPairs(c *command.Call, first int) {
	var few [fewPairs]float64
	scores := few[:0]
	for i := first; i < len(c.Args); i += 2 {
		score, ok := ParseScore(c.Args[i])
		if !ok {
			c.Fail(command.ErrNotFloat)
			return
		}
		scores = append(scores, score)
	}
	z, ok := modify(c, c.Key())
	if !ok {
		return
	}
	if z.Found || !a.xx {
		z.Expect(len(scores))
		for i, score := range scores {
			if !a.put(z, page.Text(c.Args[first+2*i+1]), score) {
				c.Fail(errNaN)
				return
			}
		}
	}
	a.store(c, z)
	a.reply(c)
}

// put adds one member, or changes its score, as the options allow. It reports false if there is no such score.
func (a *addition) put(z Opened, member page.Item, score float64) (ok bool) {
	a.processed = false
	old, found := z.Find(member)
	if found && a.nx || !found && a.xx {
		return true
	}
	if found && a.incr {
		score += old.Score
		if math.IsNaN(score) {
			return false
		}
	}
	if found && (a.lt && score >= old.Score || a.gt && score <= old.Score) {
		return true
	}
	a.processed, a.score = true, score
	switch {
	case !found:
		z.Insert(member, score)
		a.added++
	case score != old.Score:
		z.Move(member, old, score)
		a.changed++
	}
	return true
}

// store logs and stores what has changed.
func (a *addition) store(c *command.Call, z Opened) {
	if a.added+a.changed == 0 {
		return
	}
	if a.incr {
		var buf [maxScoreBytes]byte
		c.Tx.LogAs("ZADD", c.Key(), scoreText(&buf, a.score), c.Args[len(c.Args)-1])
		z.store(c, "zincr")
		return
	}
	c.Tx.LogAs("ZADD", c.Args[1:]...)
	z.store(c, "zadd")
}

func (a *addition) reply(c *command.Call) {
	switch {
	case a.incr && a.processed:
		c.Out.Double(a.score)
	case a.incr:
		c.Out.Null()
	case a.ch:
		c.Out.Int(int64(a.added + a.changed))
	default:
		c.Out.Int(int64(a.added))
	}
}
