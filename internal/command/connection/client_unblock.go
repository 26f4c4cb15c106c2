package connection

import (
	"errors"

	"github.com/holdfast-db/holdfast/internal/client"
	"github.com/holdfast-db/holdfast/internal/command"
)

var errUnblockReason = errors.New("ERR CLIENT UNBLOCK reason should be TIMEOUT or ERROR")

func (f *family) clientUnblock() command.Spec {
	spec := control("UNBLOCK", "5.0.0", "O(log N) where N is the number of client connections",
		"Ends the wait of a client that is blocked.", f.unblock)
	spec.Syntax = "client-id:integer [TIMEOUT | ERROR]"
	spec.Flags |= command.AllShards // while they are locked, nobody can serve the client
	return spec
}

func (f *family) unblock(c *command.Call) {
	how := client.UnblockedByTimeout
	switch {
	case len(c.Args) == 3 || len(c.Args) == 4 && c.Is(3, "TIMEOUT"):
	case len(c.Args) == 4 && c.Is(3, "ERROR"):
		how = client.UnblockedWithError
	case len(c.Args) == 4:
		c.Fail(errUnblockReason)
		return
	default:
		tooManyWords(c)
		return
	}
	id, ok := c.Int(2)
	if !ok {
		return
	}
	if cl := f.clients.Find(id); cl != nil && cl.Unblock(how) {
		c.Out.Int(1)
		return
	}
	c.Out.Int(0)
}
