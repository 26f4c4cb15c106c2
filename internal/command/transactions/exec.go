package transactions

import (
	"errors"

	"github.com/holdfast-db/holdfast/internal/command"
)

var (
	errExecOutside = errors.New("ERR EXEC without MULTI")
	errAborted     = errors.New("EXECABORT Transaction discarded because of previous errors.")
)

func execSpec() command.Spec {
	return command.Spec{
		Name: "EXEC", Group: "transactions", Since: "1.2.0", Complexity: "Depends on commands in the transaction",
		Summary: "Runs all queued commands as one unit.",
		// Roams: the handler takes the locks of all that was queued by itself.
		Flags: command.NoScript | command.Loading | command.Stale | command.SkipSlowlog | command.Roams |
			command.Immediate,
		Compat: command.Matches("7.2"),
		Run:    exec,
	}
}

// exec runs the queue under the locks of all its keys and of the watched ones, so that nobody sees half of it, in
// one transaction, so that the log has all of it or nothing.
func exec(c *command.Call) {
	m := &c.Client.Multi
	switch {
	case !m.Active:
		c.Fail(errExecOutside)
		return
	case m.Aborted:
		abandon(c)
		c.Fail(errAborted)
		return
	}
	calls, err := unqueue(c)
	if err == nil {
		err = admit(c, calls)
	}
	if err != nil {
		abandon(c)
		c.Out.Error("EXECABORT Transaction discarded because of: " + command.Reply(err))
		return
	}
	if err := lock(c, calls); err != nil {
		abandon(c)
		c.Fail(err)
		return
	}
	stale := m.Dirty.Load() || c.Tx.HasExpiredWatch(m.Watches)
	c.Tx.Unwatch(m.Watches)
	m.Watches = nil
	switch {
	case stale:
		c.Out.NullArray()
	case m.RollBack:
		runOrRollBack(c, calls)
	default:
		run(c, calls)
	}
	c.Client.EndMulti()
}

// queued is a command of the queue.
type queued struct {
	spec *command.Spec
	args [][]byte
}

// unqueue finds the specs of what was queued.
func unqueue(c *command.Call) ([]queued, error) {
	calls := make([]queued, len(c.Client.Multi.Queue))
	for i, q := range c.Client.Multi.Queue {
		spec, err := c.Table.Resolve(q.Args)
		if err != nil {
			return nil, err
		}
		calls[i] = queued{spec, q.Args}
	}
	return calls, nil
}

// admit asks again what may have changed since the commands were queued: whether there is memory and disk for them.
func admit(c *command.Call, calls []queued) error {
	var all command.Flag
	logBytes := 0
	for i := range calls {
		all |= calls[i].spec.Flags
		if calls[i].spec.Flags.Has(command.Write) {
			logBytes += command.LogBytes(calls[i].args)
		}
	}
	if all.Has(command.DenyOOM) && !c.Tx.Engine().MakeRoom() {
		return command.ErrOOM
	}
	if all.Has(command.Write) {
		return c.Tx.Engine().Log().Reserve(logBytes)
	}
	return nil
}

// lock takes the shards of everything that was queued or is watched.
func lock(c *command.Call, calls []queued) error {
	var refs []command.KeyRef
	for i := range calls {
		spec, args := calls[i].spec, calls[i].args
		if spec.Flags&(command.AllShards|command.Roams) != 0 {
			return c.Tx.LockAll()
		}
		// A rule that fails leaves what it found before: the handler meets the same fault before it meets a key.
		refs, _ = spec.AppendKeys(refs[:0], args)
		for _, r := range refs {
			c.Tx.Want(args[r.Pos])
		}
	}
	c.Tx.WantWatched(c.Client.Multi.Watches)
	return c.Tx.LockWanted()
}

func run(c *command.Call, calls []queued) {
	c.Out.Array(len(calls))
	one := *c
	one.NoWait = true
	for i := range calls {
		one.Spec, one.Args = calls[i].spec, calls[i].args
		perform(c, &one)
	}
}

// perform runs one of the queue's commands, unless the client may not do so any more.
func perform(c, call *command.Call) {
	if err := recheck(c, call); err != nil {
		call.Fail(err)
		return
	}
	c.Nested(call)
}
