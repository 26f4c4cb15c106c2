package geo

import (
	"strconv"

	"github.com/holdfast-db/holdfast/internal/command"
	"github.com/holdfast-db/holdfast/internal/command/zsets"
)

func geoAddSpec() command.Spec {
	return command.Spec{
		Name: "GEOADD", Group: "geo", Since: "3.2.0",
		Complexity: "O(log(N)) for each place, where N is the number of members of the sorted set.",
		Summary:    "Adds places to a sorted set, or moves them.",
		Flags:      command.Write | command.DenyOOM,
		Keys:       []command.KeyRule{command.At(1, command.RW|command.UpdatesData)},
		Syntax:     "key [NX | XX] [CH] longitude:double latitude:double member [longitude latitude member ...]",
		Compat:     command.Matches("7.2"),
		Run:        geoAdd,
	}
}

// geoAdd is ZADD with scores made of coordinates.
func geoAdd(c *command.Call) {
	first, nx, xx := 2, false, false
	for ; first < len(c.Args); first++ {
		switch {
		case c.Is(first, "NX"):
			nx = true
			continue
		case c.Is(first, "XX"):
			xx = true
			continue
		case c.Is(first, "CH"):
			continue
		}
		break
	}
	if (len(c.Args)-first)%3 != 0 || nx && xx {
		c.Fail(command.ErrSyntax)
		return
	}
	args := append(make([][]byte, 0, len(c.Args)), c.Args[:first]...)
	for i := first; i < len(c.Args); i += 3 {
		p, ok := parsePoint(c, i)
		if !ok {
			return
		}
		args = append(args, strconv.AppendUint(nil, cellAt(p, maxLevel).hash(), 10), c.Args[i+2])
	}
	c.Args = args
	zsets.Add(c)
}
