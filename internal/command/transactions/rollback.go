package transactions

import "github.com/holdfast-db/holdfast/internal/command"

// runOrRollBack runs the queue of a MULTI ROLLBACK: either all of it, or nothing. A command that panics fails too.
func runOrRollBack(c *command.Call, calls []queued) {
	start, db := c.Out.Len(), c.Client.DB()
	savepoint, done := c.Tx.BeginUndo(), false
	defer func() {
		if !done {
			c.Tx.Rollback(savepoint)
			c.Client.SetDB(db)
		}
		c.Tx.EndUndo()
	}()
	c.Out.Array(len(calls))
	one := *c
	one.NoWait = true
	for i := range calls {
		one.Spec, one.Args = calls[i].spec, calls[i].args
		if reason, failed := runOne(c, &one); failed {
			c.Out.Truncate(start)
			c.Out.Error("EXECABORT Transaction rolled back because '" + calls[i].spec.FullName() + "' failed: " + reason)
			return
		}
	}
	done = true
}

// runOne runs a command and reports whether its reply is an error, and which.
func runOne(c, call *command.Call) (reason string, failed bool) {
	at := c.Out.Len()
	c.Tx.ReadsOnly(call.Spec.Flags.Has(command.ReadOnly))
	perform(c, call)
	reply := c.Out.Bytes()[at:]
	if len(reply) == 0 || reply[0] != '-' {
		return "", false
	}
	return string(reply[1 : len(reply)-len("\r\n")]), true
}
