package zsets

import (
	"github.com/holdfast-db/holdfast/internal/command"
	"github.com/holdfast-db/holdfast/internal/page"
)

func zremSpec() command.Spec {
	return command.Spec{
		Name: "ZREM", Group: "sorted-set", Since: "1.2.0",
		Complexity: "O(M*log(N)) where N is the number of members of the sorted set and M the number to be removed.",
		Summary:    "Removes members of a sorted set, and the sorted set with the last one.",
		Flags:      command.Write | command.Fast,
		Keys:       []command.KeyRule{command.At(1, command.RW|command.DeletesData)},
		Syntax:     "key member [member ...]",
		Compat:     command.Matches("7.2"),
		Run:        zrem,
	}
}

func zrem(c *command.Call) {
	z, ok := modify(c, c.Key())
	if !ok {
		return
	}
	removed := 0
	for _, member := range c.Args[2:] {
		if z.Delete(page.Text(member)) {
			removed++
		}
	}
	if removed > 0 {
		c.LogCall()
		z.store(c, "zrem")
	}
	c.Out.Int(int64(removed))
}

func zremRangeByRankSpec() command.Spec {
	return removeRangeSpec("ZREMRANGEBYRANK", "2.0.0", "key start stop",
		"Removes the members of a sorted set between two ranks.", byRank)
}

func zremRangeByScoreSpec() command.Spec {
	return removeRangeSpec("ZREMRANGEBYSCORE", "1.2.0", "key min:double max:double",
		"Removes the members of a sorted set between two scores.", byScore)
}

func zremRangeByLexSpec() command.Spec {
	return removeRangeSpec("ZREMRANGEBYLEX", "2.8.9", "key min max",
		"Removes the members between two of a sorted set whose scores are all the same.", byLex)
}

func removeRangeSpec(name, since, syntax, summary string, u unit) command.Spec {
	return command.Spec{
		Name: name, Group: "sorted-set", Since: since,
		Complexity: "O(log(N)+M) where N is the number of members of the sorted set and M the number of those removed.",
		Summary:    summary,
		Flags:      command.Write,
		Keys:       []command.KeyRule{command.At(1, command.RW|command.DeletesData)},
		Syntax:     syntax,
		Compat:     command.Matches("7.2"),
		Run:        func(c *command.Call) { removeRange(c, u) },
	}
}

func removeRange(c *command.Call, u unit) {
	l, ok := parseLimits(c, u, 2, 3)
	if !ok {
		return
	}
	z, ok := modify(c, c.Key())
	if !ok {
		return
	}
	i, j := l.of(z.ZSet, false)
	if i < j {
		c.LogCall()
		z.removeRange(c, i, j-i, c.Spec.FullName())
	}
	c.Out.Int(int64(j - i))
}
