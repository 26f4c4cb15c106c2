package lists

import (
	"github.com/holdfast-db/holdfast/internal/command"
	"github.com/holdfast-db/holdfast/internal/value/list"
)

// The words for the ends of a list.
var (
	leftWord  = []byte("LEFT")
	rightWord = []byte("RIGHT")
)

// parseEnd parses argument i as LEFT or RIGHT.
func parseEnd(c *command.Call, i int) (list.End, bool) {
	switch {
	case c.Is(i, "LEFT"):
		return list.Left, true
	case c.Is(i, "RIGHT"):
		return list.Right, true
	}
	return 0, false
}

func endWord(e list.End) []byte {
	if e == list.Left {
		return leftWord
	}
	return rightWord
}
