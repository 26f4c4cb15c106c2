package zsets

import (
	"github.com/holdfast-db/holdfast/internal/command"
	"github.com/holdfast-db/holdfast/internal/page"
)

func zscoreSpec() command.Spec {
	return command.Spec{
		Name: "ZSCORE", Group: "sorted-set", Since: "1.2.0", Complexity: "O(1)",
		Summary: "Returns the score of a member of a sorted set.",
		Flags:   command.ReadOnly | command.Fast,
		Keys:    []command.KeyRule{command.At(1, command.RO|command.ReadsData)},
		Syntax:  "key member",
		Compat:  command.Matches("7.2"),
		Run: func(c *command.Call) {
			if z, ok := Read(c, c.Key()); ok {
				z.replyScore(c, c.Args[2])
			}
		},
	}
}

// replyScore replies with the score of a member, or null.
func (z Opened) replyScore(c *command.Call, member []byte) {
	if score, found := z.Score(page.Text(member)); found {
		c.Out.Double(score)
		return
	}
	c.Out.Null()
}

func zmscoreSpec() command.Spec {
	return command.Spec{
		Name: "ZMSCORE", Group: "sorted-set", Since: "6.2.0", Complexity: "O(N) where N is the number of members asked for.",
		Summary: "Returns the scores of several members of a sorted set, null for those that are missing.",
		Flags:   command.ReadOnly | command.Fast,
		Keys:    []command.KeyRule{command.At(1, command.RO|command.ReadsData)},
		Syntax:  "key member [member ...]",
		Compat:  command.Matches("7.2"),
		Run:     zmscore,
	}
}

func zmscore(c *command.Call) {
	z, ok := Read(c, c.Key())
	if !ok {
		return
	}
	c.Out.Array(len(c.Args) - 2)
	for _, member := range c.Args[2:] {
		z.replyScore(c, member)
	}
}

func zrankSpec() command.Spec {
	return rankSpec("ZRANK", "Returns how many members of a sorted set come before a member.", false)
}

func zrevRankSpec() command.Spec {
	return rankSpec("ZREVRANK", "Returns how many members of a sorted set come behind a member.", true)
}

func rankSpec(name, summary string, reversed bool) command.Spec {
	return command.Spec{
		Name: name, Group: "sorted-set", Since: "2.0.0",
		Complexity: "O(log(N)) where N is the number of members of the sorted set.",
		Summary:    summary,
		Flags:      command.ReadOnly | command.Fast,
		Keys:       []command.KeyRule{command.At(1, command.RO|command.ReadsData)},
		Syntax:     "key member [WITHSCORE]",
		Compat:     command.Matches("7.2"),
		Run:        func(c *command.Call) { rank(c, reversed) },
	}
}

func rank(c *command.Call, reversed bool) {
	withScore := len(c.Args) == 4
	switch {
	case len(c.Args) > 4:
		c.Fail(command.ErrArityOf(c.Spec))
		return
	case withScore && !c.Is(3, "WITHSCORE"):
		c.Fail(command.ErrSyntax)
		return
	}
	z, ok := Read(c, c.Key())
	if !ok {
		return
	}
	rank, score, found := z.Rank(page.Text(c.Args[2]))
	if reversed {
		rank = z.Len() - 1 - rank
	}
	switch {
	case !found && withScore:
		c.Out.NullArray()
	case !found:
		c.Out.Null()
	case withScore:
		c.Out.Array(2)
		c.Out.Int(int64(rank))
		c.Out.Double(score)
	default:
		c.Out.Int(int64(rank))
	}
}
