package server

import (
	"errors"

	"github.com/holdfast-db/holdfast/internal/command"
)

var (
	errNoShutdown  = errors.New("ERR No shutdown in progress.")
	errCannotSave  = errors.New("ERR The data cannot be saved: appendonly is no, and there are no snapshots in this version.")
	errNotShutdown = errors.New("ERR Errors trying to SHUTDOWN. Check logs.")
)

func (f *family) shutdownSpec() command.Spec {
	return command.Spec{
		Name: "SHUTDOWN", Group: "server", Since: "1.0.0",
		Complexity: "O(1): the data is on disk already.",
		Summary:    "Makes the log durable, closes the connections and ends the server.",
		Flags: command.Admin | command.NoScript | command.Loading | command.Stale | command.NoMulti |
			command.AllowBusy,
		Syntax: "[NOSAVE | SAVE] [NOW] [FORCE] [ABORT]",
		Compat: command.Partial("there is no snapshot to save or to leave out, and no wait that could be aborted"),
		Run:    f.shutdown,
	}
}

// shutdownRequest is what the words of SHUTDOWN ask for.
type shutdownRequest struct {
	Shutdown
	save, noSave, abort bool
}

func (f *family) shutdown(c *command.Call) {
	r, ok := parseShutdown(c)
	switch {
	case !ok || r.save && r.noSave || r.abort && len(c.Args) > 2:
		c.Fail(command.ErrSyntax)
	case r.abort:
		c.Fail(errNoShutdown)
	case r.save && !f.Config.AppendOnly.Load():
		c.Fail(errCannotSave)
	case !r.noSave && f.Engine.Busy() != nil:
		c.Fail(f.Engine.Busy())
	case f.Host.Shutdown(r.Shutdown) != nil:
		c.Fail(errNotShutdown)
	default:
		// The end of the connection is the reply.
		c.Park(command.Parking{Resume: func(*command.Call, bool) bool { return false }})
	}
}

func parseShutdown(c *command.Call) (r shutdownRequest, ok bool) {
	for i := 1; i < len(c.Args); i++ {
		switch {
		case c.Is(i, "NOSAVE"):
			r.noSave = true
		case c.Is(i, "SAVE"):
			r.save = true
		case c.Is(i, "NOW"):
			r.Now = true
		case c.Is(i, "FORCE"):
			r.Force = true
		case c.Is(i, "ABORT"):
			r.abort = true
		default:
			return r, false
		}
	}
	return r, true
}
