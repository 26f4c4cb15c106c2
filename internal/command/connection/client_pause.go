package connection

import (
	"errors"

	"github.com/holdfast-db/holdfast/internal/command"
)

var errPauseMode = errors.New("ERR CLIENT PAUSE mode must be WRITE or ALL")

func (f *family) clientPause() command.Spec {
	spec := control("PAUSE", "3.0.0", "O(1)", "Holds back the commands of all clients, or only writes, for a while.",
		f.pause)
	spec.Syntax = "timeout [WRITE | ALL]"
	spec.Compat = command.Partial("commands for operators are never held back, so that CLIENT UNPAUSE works in mode ALL")
	return spec
}

func (f *family) pause(c *command.Call) {
	onlyWrites := false
	switch {
	case len(c.Args) == 3:
	case len(c.Args) == 4 && c.Is(3, "WRITE"):
		onlyWrites = true
	case len(c.Args) == 4 && c.Is(3, "ALL"):
	case len(c.Args) == 4:
		c.Fail(errPauseMode)
		return
	default:
		tooManyWords(c)
		return
	}
	if timeout, ok := c.TimeoutMillis(2); ok {
		now := c.Tx.Now()
		f.clients.Pause(now+timeout, onlyWrites, now)
		c.Out.OK()
	}
}

func (f *family) clientUnpause() command.Spec {
	return control("UNPAUSE", "6.2.0", "O(N) where N is the number of paused clients", "Ends CLIENT PAUSE.",
		func(c *command.Call) {
			f.clients.Unpause()
			c.Out.OK()
		})
}
