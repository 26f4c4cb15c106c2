package transactions

import (
	"errors"

	"github.com/holdfast-db/holdfast/internal/command"
)

var (
	errNested         = errors.New("ERR MULTI calls can not be nested")
	errDiscardOutside = errors.New("ERR DISCARD without MULTI")
)

func multiSpec() command.Spec {
	return command.Spec{
		Name: "MULTI", Group: "transactions", Since: "1.2.0", Complexity: "O(1)",
		Summary: "Starts a transaction: the commands that follow are queued until EXEC.",
		Flags: command.NoScript | command.Loading | command.Stale | command.Fast | command.AllowBusy |
			command.Immediate,
		Syntax: "[ROLLBACK]",
		Compat: command.Partial("MULTI ROLLBACK is Holdfast's own: if a command fails, EXEC takes back what those before it did"),
		Run:    multi,
	}
}

func multi(c *command.Call) {
	rollBack := len(c.Args) == 2 && c.Is(1, "ROLLBACK")
	switch {
	case len(c.Args) > 1 && !rollBack:
		c.Client.Multi.Aborted = c.Client.Multi.Active // as any command with the wrong number of words
		c.Fail(command.ErrArityOf(c.Spec))
	case c.Client.Multi.Active:
		c.Fail(errNested)
	default:
		c.Client.Multi.Active, c.Client.Multi.RollBack = true, rollBack
		c.Client.SyncMulti()
		c.Out.OK()
	}
}

func discardSpec() command.Spec {
	return command.Spec{
		Name: "DISCARD", Group: "transactions", Since: "2.0.0", Complexity: "O(N), when N is the number of queued commands",
		Summary: "Ends a transaction without running what was queued, and forgets all watched keys.",
		Flags: command.NoScript | command.Loading | command.Stale | command.Fast | command.AllowBusy |
			command.Immediate,
		Compat: command.Matches("7.2"),
		Run:    discard,
	}
}

func discard(c *command.Call) {
	if !c.Client.Multi.Active {
		c.Fail(errDiscardOutside)
		return
	}
	abandon(c)
	c.Out.OK()
}

// abandon ends the transaction of a client that holds no shard locks.
func abandon(c *command.Call) {
	c.Tx.Engine().Unwatch(c.Client.Multi.Watches)
	c.Client.EndMulti()
}
