package lists

import (
	"github.com/holdfast-db/holdfast/internal/command"
	"github.com/holdfast-db/holdfast/internal/value/list"
)

func lpushSpec() command.Spec {
	return pushSpec("LPUSH", "1.0.0", "Puts elements in front of a list, which is created if it is missing.", list.Left, false)
}

func lpushxSpec() command.Spec {
	return pushSpec("LPUSHX", "2.2.0", "Puts elements in front of a list if there is one.", list.Left, true)
}

func rpushSpec() command.Spec {
	return pushSpec("RPUSH", "1.0.0", "Puts elements behind a list, which is created if it is missing.", list.Right, false)
}

func rpushxSpec() command.Spec {
	return pushSpec("RPUSHX", "2.2.0", "Puts elements behind a list if there is one.", list.Right, true)
}

func pushSpec(name, since, summary string, to list.End, onlyExisting bool) command.Spec {
	return command.Spec{
		Name: name, Group: "list", Since: since, Complexity: "O(N) where N is the number of elements pushed.",
		Summary: summary,
		Flags:   command.Write | command.DenyOOM | command.Fast,
		Keys:    []command.KeyRule{command.At(1, command.RW|command.InsertsData)},
		Syntax:  "key element [element ...]",
		Compat:  command.Matches("7.2"),
		Run:     func(c *command.Call) { push(c, to, onlyExisting) },
	}
}

func push(c *command.Call, to list.End, onlyExisting bool) {
	l, ok := modify(c, c.Key())
	if !ok {
		return
	}
	if l.Found || !onlyExisting {
		c.LogCall()
		l.Push(to, c.Args[2:]...)
		l.store(c, pushEvent(to))
	}
	c.Out.Int(int64(l.Len()))
}

// pushEvent is what those who watch for events are told of a push.
func pushEvent(to list.End) string {
	if to == list.Left {
		return "lpush"
	}
	return "rpush"
}
