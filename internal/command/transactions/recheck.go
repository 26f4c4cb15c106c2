package transactions

import (
	"errors"

	"github.com/holdfast-db/holdfast/internal/acl"
	"github.com/holdfast-db/holdfast/internal/command"
)

// recheck asks the rules of the user again: they, and the user, may have changed since the command was queued.
func recheck(c *command.Call, exec *command.Spec) error {
	d := c.Spec.Check(c.Client.User(), c.Args)
	if d.IsAllowed() {
		return nil
	}
	c.Client.SetLastCommand(exec.Display())
	_ = c.Spec.Refuse(c.Client, c.Args, d, acl.InMulti, c.Tx.Now()) // the reply has words of its own
	return errors.New("NOPERM ACLs rules changed between the moment the transaction was accumulated and the EXEC call." +
		" This command is no longer allowed for the following reason: " + reason(d))
}

func reason(d acl.Denial) string {
	switch d.Reason {
	case acl.DeniedKey:
		return "no permission to touch the specified keys"
	case acl.DeniedChannel:
		return "no permission to access one of the channels used as arguments to the command"
	default:
		return "no permission to execute the command or subcommand"
	}
}
