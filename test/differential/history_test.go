package differential

import (
	"fmt"
	"slices"
	"strings"
)

const (
	keepCommands  = 20_000 // what a history remembers
	shownCommands = 30     // what of it a fault shows
)

// history is the last commands, for the report of a difference.
type history struct {
	entries []entry // a ring once it is full
	count   int
}

type entry struct {
	args  []string
	reply string
}

func (h *history) add(args []string, r reply) {
	e := entry{args, fmt.Sprintf("%.80q", r.raw)}
	if len(h.entries) < keepCommands {
		h.entries = append(h.entries, e)
	} else {
		h.entries[h.count%keepCommands] = e
	}
	h.count++
}

// fault reports a difference, with the last commands that had to do with the same keys.
func (h *history) fault(args []string, difference error) error {
	var shown []string
	for i := h.count - 1; i >= max(0, h.count-keepCommands) && len(shown) < shownCommands; i-- {
		if e := h.entries[i%keepCommands]; e.concerns(args) {
			shown = append(shown, fmt.Sprintf("  %q -> %s", e.args, e.reply))
		}
	}
	slices.Reverse(shown)
	return fmt.Errorf("after %d commands %q gave\n%w\nthe last commands on its keys:\n%s",
		h.count, args, difference, strings.Join(shown, "\n"))
}

// concerns reports whether a command shares an argument with another, or works on all keys or on the connection.
func (e entry) concerns(args []string) bool {
	switch strings.ToUpper(e.args[0]) {
	case "FLUSHALL", "FLUSHDB", "SWAPDB", "SELECT", "MULTI", "EXEC", "DISCARD", "WATCH", "UNWATCH":
		return true
	}
	return slices.ContainsFunc(e.args[1:], func(a string) bool { return slices.Contains(args[1:], a) })
}
