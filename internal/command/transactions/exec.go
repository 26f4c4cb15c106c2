package transactions

import (
	"errors"

	"github.com/holdfast-db/holdfast/internal/client"
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
	if err := admit(c); err != nil {
		abandon(c)
		c.Out.Error("EXECABORT Transaction discarded because of: " + command.Reply(err))
		return
	}
	if err := lock(c); err != nil {
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
		runOrRollBack(c)
	default:
		run(c)
	}
	c.Client.EndMulti()
}

// admit asks again what may have changed since the commands were queued: whether there is memory and disk for them.
func admit(c *command.Call) error {
	var all command.Flag
	logBytes := 0
	queue := c.Client.Multi.Queue
	for i := range queue {
		q := &queue[i]
		flags := specOf(q).Flags
		all |= flags
		if flags.Has(command.Write) {
			logBytes += command.LogBytes(q.Args)
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

// specOf is what the session has queued.
func specOf(q *client.Queued) *command.Spec { return q.Command.(*command.Spec) }

// lock takes the shards of everything that was queued or is watched.
func lock(c *command.Call) error {
	var refs []command.KeyRef
	queue := c.Client.Multi.Queue
	for i := range queue {
		q := &queue[i]
		spec := specOf(q)
		if spec.HasSoleKey() {
			c.Tx.Want(q.Args[1])
			continue
		}
		if spec.Flags&(command.AllShards|command.Roams) != 0 {
			return c.Tx.LockAll()
		}
		// A rule that fails leaves what it found before: the handler meets the same fault before it meets a key.
		refs, _ = spec.AppendKeys(refs[:0], q.Args)
		for _, r := range refs {
			c.Tx.Want(q.Args[r.Pos])
		}
	}
	c.Tx.WantWatched(c.Client.Multi.Watches)
	return c.Tx.LockWanted()
}

// run runs the queue in the call of EXEC itself, which costs no other.
func run(c *command.Call) {
	exec, args := c.Spec, c.Args
	defer func() { c.Spec, c.Args, c.NoWait = exec, args, false }()
	c.NoWait = true
	queue := c.Client.Multi.Queue
	c.Out.Array(len(queue))
	for i := range queue {
		q := &queue[i]
		c.Spec, c.Args = specOf(q), q.Args
		perform(c, exec)
	}
}

// perform runs one of the queue's commands, unless the client may not do so any more.
func perform(c *command.Call, exec *command.Spec) {
	if err := recheck(c, exec); err != nil {
		c.Fail(err)
		return
	}
	c.Nested(c)
}
