package transactions

import "github.com/holdfast-db/holdfast/internal/command"

// runOrRollBack runs the queue of a MULTI ROLLBACK: either all of it, or nothing. A command that panics fails too.
func runOrRollBack(c *command.Call) {
	exec, args := c.Spec, c.Args
	start, db := c.Out.Len(), c.Client.DB()
	savepoint, done := c.Tx.BeginUndo(), false
	defer func() {
		c.Spec, c.Args, c.NoWait = exec, args, false
		if !done {
			c.Tx.Rollback(savepoint)
			c.Client.SetDB(db)
		}
		c.Tx.EndUndo()
	}()
	c.NoWait = true
	queue := c.Client.Multi.Queue
	c.Out.Array(len(queue))
	for i := range queue {
		q := &queue[i]
		c.Spec, c.Args = specOf(q), q.Args
		if reason, failed := runOne(c, exec); failed {
			c.Out.Truncate(start)
			c.Out.Error("EXECABORT Transaction rolled back because '" + specOf(q).FullName() + "' failed: " + reason)
			return
		}
	}
	done = true
}

// runOne runs a command and reports whether its reply is an error, and which.
func runOne(c *command.Call, exec *command.Spec) (reason string, failed bool) {
	at := c.Out.Len()
	c.Tx.ReadsOnly(c.Spec.Flags.Has(command.ReadOnly))
	perform(c, exec)
	reply := c.Out.Bytes()[at:]
	if len(reply) == 0 || reply[0] != '-' {
		return "", false
	}
	return string(reply[1 : len(reply)-len("\r\n")]), true
}
