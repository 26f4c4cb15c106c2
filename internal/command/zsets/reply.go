package zsets

import (
	"github.com/holdfast-db/holdfast/internal/command"
	"github.com/holdfast-db/holdfast/internal/page"
)

// form is how members and scores are laid out in a reply.
type form uint8

const (
	bare   form = iota // members only
	flat               // each followed by its score
	paired             // arrays of a member and its score
	inline             // flat, as part of an array of the caller's
)

// formOf is the form of most commands: scores are paired in RESP3 only.
func formOf(c *command.Call, withScores bool) form {
	switch {
	case !withScores:
		return bare
	case c.Out.Proto() == 3:
		return paired
	}
	return flat
}

// header replies with the header of n members.
func (f form) header(c *command.Call, n int) {
	switch f {
	case flat:
		c.Out.Array(2 * n)
	case bare, paired:
		c.Out.Array(n)
	}
}

func (f form) member(c *command.Call, member page.Item, score float64) {
	if f == paired {
		c.Out.Array(2)
	}
	c.Item(member)
	if f != bare {
		c.Out.Double(score)
	}
}

// replyRange replies with the members from index i up to that before index j, or the same in reverse.
func (z Opened) replyRange(c *command.Call, f form, i, j int, reversed bool) {
	f.header(c, j-i)
	if reversed {
		for at := z.From(j); j > i; j-- {
			e, _ := z.Prev(&at)
			f.member(c, e.Key, e.Score)
		}
		return
	}
	if f == bare { // nearly always, and then worth a loop without questions
		z.Walk(i, j-i, func(_ float64, member page.Item) bool {
			c.Item(member)
			return true
		})
		return
	}
	z.Walk(i, j-i, func(score float64, member page.Item) bool {
		f.member(c, member, score)
		return true
	})
}
