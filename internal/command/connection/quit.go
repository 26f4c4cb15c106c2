package connection

import (
	"github.com/holdfast-db/holdfast/internal/client"
	"github.com/holdfast-db/holdfast/internal/command"
)

func quitSpec() command.Spec {
	return command.Spec{
		Name: "QUIT", Group: "connection", Since: "1.0.0", Complexity: "O(1)",
		Summary: "Closes the connection once all replies are sent.",
		Flags: command.NoScript | command.Loading | command.Stale | command.Fast | command.NoAuth |
			command.AllowBusy | command.Immediate | command.WhileListening,
		Compat: command.Matches("7.2"),
		Syntax: "[ignored]",
		Run: func(c *command.Call) {
			c.Client.CloseAfterReply = true
			c.Out.OK()
		},
	}
}

func (f *family) reset() command.Spec {
	return command.Spec{
		Name: "RESET", Group: "connection", Since: "6.2.0", Complexity: "O(1)",
		Summary: "Puts the connection back into the state of a new one.",
		Flags: command.NoScript | command.Loading | command.Stale | command.Fast | command.NoAuth |
			command.AllowBusy | command.Immediate | command.WhileListening,
		Compat: command.Matches("7.2"),
		Run:    f.runReset,
	}
}

func (f *family) runReset(c *command.Call) {
	cl := c.Client
	cl.LeaveAll()
	c.TakePushes() // nothing may come of what the client was in before
	c.Tx.Engine().Unwatch(cl.Multi.Watches)
	cl.EndMulti()
	cl.Scans.Close()
	cl.SetDB(0)
	setProto(c, 2)
	cl.SetName("") // the library's name stays: the library is still the same
	cl.SetUser(f.clients.Users.Default())
	cl.Authenticated = cl.User().IsOpen()
	cl.Reply = client.ReplyOn
	cl.NoTouch = false
	cl.SetFlag(client.FlagNoTouch, false)
	cl.SetFlag(client.FlagNoEvict, false)
	c.Out.Simple("RESET")
}

func setProto(c *command.Call, version int) {
	c.Client.SetProto(version)
	c.Out.SetProto(version)
}
