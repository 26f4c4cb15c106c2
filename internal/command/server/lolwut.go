package server

import (
	"math/rand/v2"
	"strings"

	"github.com/holdfast-db/holdfast/internal/command"
)

// towersDrawn is how many towers LOLWUT builds unless told otherwise, and maxTowers how many at most.
const (
	towersDrawn = 7
	maxTowers   = 20
	maxFloors   = 6
)

func (f *family) lolwutSpec() command.Spec {
	return command.Spec{
		Name: "LOLWUT", Group: "server", Since: "5.0.0", Complexity: "O(1)",
		Summary: "Draws a castle, and tells the version.",
		Flags:   command.ReadOnly | command.Fast,
		Syntax:  "[VERSION version:integer]",
		Compat:  command.Partial("the drawing is Holdfast's own"),
		Run:     f.lolwut,
	}
}

func (f *family) lolwut(c *command.Call) {
	options := c.Args[1:]
	if len(options) >= 2 && c.Is(1, "VERSION") {
		if _, ok := c.Int(2); !ok {
			return
		}
		options = options[2:]
	}
	towers := int64(towersDrawn)
	if len(options) > 0 {
		n, ok := command.ParseInt(options[0])
		if !ok {
			c.Fail(command.ErrNotInteger)
			return
		}
		towers = min(max(n, 1), maxTowers)
	}
	floors := make([]int, towers)
	for i := range floors {
		floors[i] = 1 + rand.IntN(maxFloors)
	}
	c.Out.Verbatim("txt", castle(floors)+"\nRedis ver. "+f.Process.RedisVersion+", as Holdfast "+f.Process.Version+" speaks it\n")
}

// castle draws towers of so many floors side by side on one wall.
func castle(floors []int) string {
	var b strings.Builder
	for row := maxFloors + 1; row > 0; row-- {
		var line strings.Builder
		for _, height := range floors {
			switch {
			case row == height+1:
				line.WriteString(" |_|^|_|")
			case row <= height && row%2 == 0:
				line.WriteString("  | o | ")
			case row <= height:
				line.WriteString("  |   | ")
			default:
				line.WriteString("        ")
			}
		}
		b.WriteString(strings.TrimRight(line.String(), " ") + "\n")
	}
	b.WriteString(strings.Repeat("__|___|_", len(floors)) + "\n")
	return b.String()
}
