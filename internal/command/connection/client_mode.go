package connection

import (
	"github.com/holdfast-db/holdfast/internal/client"
	"github.com/holdfast-db/holdfast/internal/command"
)

func clientReply() command.Spec {
	spec := about("REPLY", "3.2.0", "Chooses which replies the connection gets.", reply)
	spec.Syntax = "<ON | OFF | SKIP>"
	return spec
}

func reply(c *command.Call) {
	switch {
	case c.Is(2, "ON"):
		c.Client.Reply = client.ReplyOn
		c.Out.OK()
	case c.Is(2, "OFF"):
		c.Client.Reply = client.ReplyOff
	case c.Is(2, "SKIP"):
		if c.Client.Reply != client.ReplyOff {
			c.Client.Reply = client.ReplySkipNext
		}
	default:
		c.Fail(command.ErrSyntax)
	}
}

func clientNoEvict() command.Spec {
	spec := control("NO-EVICT", "7.0.0", "O(1)", "Exempts the connection from the eviction of clients.",
		func(c *command.Call) {
			if on, ok := onOff(c, 2); ok {
				c.Client.SetFlag(client.FlagNoEvict, on)
				c.Out.OK()
			}
		})
	spec.Syntax = "<ON | OFF>"
	return spec
}

func clientNoTouch() command.Spec {
	spec := about("NO-TOUCH", "7.2.0", "Makes the connection read keys without marking them as accessed.",
		func(c *command.Call) {
			if on, ok := onOff(c, 2); ok {
				c.Client.NoTouch = on
				c.Client.SetFlag(client.FlagNoTouch, on)
				c.Out.OK()
			}
		})
	spec.Syntax = "<ON | OFF>"
	return spec
}

func onOff(c *command.Call, i int) (on, ok bool) {
	switch {
	case c.Is(i, "ON"):
		return true, true
	case c.Is(i, "OFF"):
		return false, true
	}
	c.Fail(command.ErrSyntax)
	return false, false
}
