package server

import (
	"errors"

	"github.com/holdfast-db/holdfast/internal/client"
	"github.com/holdfast-db/holdfast/internal/command"
)

var errMonitorInUnit = errors.New("ERR MONITOR isn't allowed for DENY BLOCKING client")

func (f *family) monitorSpec() command.Spec {
	return command.Spec{
		Name: "MONITOR", Group: "server", Since: "1.0.0",
		Summary: "Sends the client every command that the server runs, but for those of operators.",
		Flags:   command.Admin | command.NoScript | command.Loading | command.Stale,
		Compat:  command.Matches("7.2"),
		Run: func(c *command.Call) {
			if c.Client.HasFlag(client.FlagInternal) {
				c.Fail(command.ErrNeedsConnection)
				return
			}
			if c.NoWait {
				c.Fail(errMonitorInUnit)
				return
			}
			f.Clients.Monitors.Add(c.Client)
			c.Out.OK()
		},
	}
}
