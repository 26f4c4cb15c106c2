package geo

import (
	"strconv"

	"github.com/holdfast-db/holdfast/internal/command"
	"github.com/holdfast-db/holdfast/internal/command/zsets"
	"github.com/holdfast-db/holdfast/internal/page"
)

func geoDistSpec() command.Spec {
	return command.Spec{
		Name: "GEODIST", Group: "geo", Since: "3.2.0",
		Complexity: "O(log(N)) where N is the number of members of the sorted set.",
		Summary:    "Returns how far two places are from each other.",
		Flags:      command.ReadOnly,
		Keys:       []command.KeyRule{command.At(1, command.RO|command.ReadsData)},
		Syntax:     "key member1 member2 [M | KM | FT | MI]",
		Compat:     command.Matches("7.2"),
		Run:        geoDist,
	}
}

func geoDist(c *command.Call) {
	unit, ok := float64(meters), true
	if len(c.Args) > 5 {
		c.Fail(command.ErrSyntax)
		return
	}
	if len(c.Args) == 5 {
		if unit, ok = parseUnit(c, 4); !ok {
			return
		}
	}
	z, ok := zsets.Read(c, c.Key())
	if !ok {
		return
	}
	a, foundA := z.Score(page.Text(c.Args[2]))
	b, foundB := z.Score(page.Text(c.Args[3]))
	if !foundA || !foundB {
		c.Out.Null()
		return
	}
	replyDistance(c, distance(pointAt(a), pointAt(b))/unit)
}

// replyDistance replies with four decimals.
func replyDistance(c *command.Call, d float64) {
	var buf [32]byte
	c.Out.Bulk(strconv.AppendFloat(buf[:0], d, 'f', 4, 64))
}
