package scripting

import (
	"context"
	"errors"
	"log/slog"
	"strings"

	"github.com/holdfast-db/holdfast/internal/acl"
	"github.com/holdfast-db/holdfast/internal/client"
	"github.com/holdfast-db/holdfast/internal/command"
	"github.com/holdfast-db/holdfast/internal/engine"
	"github.com/holdfast-db/holdfast/internal/resp"
	"github.com/holdfast-db/holdfast/internal/script"
)

// run is a machine and its host. It is used again and again.
type run struct {
	runner  *Runner
	machine *script.Machine
	client  *client.Client // whom the script's commands take for theirs
	call    command.Call   // that of the running command
	refs    []command.KeyRef

	job    job
	outer  *command.Call  // the one that has started the script
	caller *client.Client // its client

	args [][]byte // of the command that has started the script

	readOnly, allowOOM bool
	hasWritten         bool
	isStopped          bool
	isKilled           bool

	startedAt int64       // when the first tick was, in unix milliseconds
	slow      *slowScript // set once it is
	failure   failure
	memory    memoryWatch
}

func newRun(r *Runner) *run {
	return &run{
		runner:  r,
		machine: script.NewMachine(r.Version, r.Engine.Clock().NowMicros()),
		client:  client.New("script", "lua", "", 0, nil),
		memory:  newMemoryWatch(),
	}
}

// begin makes ready for a job of a call.
func (u *run) begin(c *command.Call, j job) {
	u.client.SetDB(c.Tx.DB())
	u.client.SetUser(c.Client.User())
	u.client.Tracker = c.Client.Tracker
	u.call = command.Call{
		Table: c.Table, Tx: c.Tx, Client: u.client, Monitors: c.Monitors, NoWait: true, InScript: true,
	}
	u.job, u.outer, u.caller, u.args = j, c, c.Client, c.Args
	u.hasWritten, u.isStopped, u.isKilled, u.startedAt, u.slow = false, false, false, 0, nil
	u.failure.reset()
	u.memory.start(c.Tx.Now())
	u.readOnly = j.readOnly || j.declared && j.flags.Has(script.NoWrites)
	u.allowOOM = j.declared && j.flags.Has(script.AllowOOM)
}

// start runs the job.
func (u *run) start(out *resp.Writer) {
	if u.job.script != nil {
		u.machine.Run(u, u.job.script, u.job.words, out)
		return
	}
	u.machine.Call(u, u.job.function, u.job.words, out)
}

// Call implements script.Host: it runs a command as EXEC would, as a part of the script's unit.
func (u *run) Call(args [][]byte, out *resp.Writer) {
	spec, err := u.call.Table.Resolve(args)
	switch {
	case spec == nil:
		err = errUnknownCommand
	case err != nil:
		err = errWrongArity
	default:
		err = u.admit(spec, args)
	}
	mark := out.Len()
	if err != nil {
		out.Error(command.Reply(err))
		u.outer.Rejected(spec, out.Bytes()[mark:])
	} else {
		u.lock(spec, args)
		u.call.Spec, u.call.Args, u.call.Out = spec, args, out
		u.perform(spec)
	}
	u.failure.note(out.Bytes()[mark:])
}

// perform runs the command. One that cannot read from disk what it needs fails, unless the unit has changed something:
// then half of the command may have been done, and the process must end.
func (u *run) perform(spec *command.Spec) {
	tx, out := u.call.Tx, u.call.Out
	defer func() {
		switch r := recover().(type) {
		case nil:
		case *engine.StoreError:
			if tx.HasChanged() {
				panic(r)
			}
			out.Reset()
			out.Error("ERR " + r.Error())
		default:
			panic(r)
		}
	}()
	tx.ReadsOnly(spec.Flags.Has(command.ReadOnly))
	u.outer.Nested(&u.call)
	u.written()
}

// admit gathers the reasons to refuse a command of a script.
func (u *run) admit(spec *command.Spec, args [][]byte) error {
	if spec.Flags.Has(command.NoScript) && !u.runner.allowAll.Load() {
		return errNotAllowed
	}
	if d := spec.Check(u.client.User(), args); !d.IsAllowed() {
		return u.refuse(spec, args, d)
	}
	if !spec.Flags.Has(command.Write) {
		return nil
	}
	if u.readOnly {
		return errNoWrites
	}
	if spec.Flags.Has(command.DenyOOM) && !u.hasWritten && !u.allowOOM && u.runner.Engine.IsOverMemory() {
		return command.ErrOOM
	}
	if err := u.runner.Engine.Log().Reserve(command.LogBytes(args)); err != nil {
		return err
	}
	if s := u.slow; s != nil && !s.beginWrite() {
		return s.killed()
	}
	u.hasWritten = true
	return nil
}

// written sees, behind a command, whether the script can still be killed.
func (u *run) written() {
	if u.slow != nil {
		u.slow.endWrite(u.canUndo())
	}
}

// canUndo reports whether what the script has done could be taken back.
func (u *run) canUndo() bool { return !u.hasWritten || u.call.Tx.CanRollback() }

// refuse notes that the rules of the caller's user do not allow a command.
func (u *run) refuse(spec *command.Spec, args [][]byte, d acl.Denial) error {
	err := spec.Refuse(u.caller, args, d, acl.InScript, u.call.Tx.Now())
	return errors.New("NOPERM ACL failure in script: " + strings.TrimPrefix(err.Error(), "NOPERM "))
}

// lock takes the shards of a command's keys, declared or not.
func (u *run) lock(spec *command.Spec, args [][]byte) {
	switch {
	case spec.HasSoleKey():
		u.call.Tx.LockMore(args[1])
	case spec.Flags&(command.AllShards|command.Roams) != 0:
		u.call.Tx.LockRest()
	default:
		// A rule that fails leaves what it found before: the handler meets the same fault before it meets a key.
		u.refs, _ = spec.AppendKeys(u.refs[:0], args)
		for _, ref := range u.refs {
			u.call.Tx.LockMore(args[ref.Pos])
		}
	}
}

// Allows implements script.Host.
func (u *run) Allows(args [][]byte) (bool, error) {
	spec, _ := u.call.Table.Resolve(args)
	if spec == nil {
		return false, errUnknownCommand
	}
	return spec.Check(u.client.User(), args).IsAllowed(), nil
}

// Log implements script.Host.
func (u *run) Log(level script.LogLevel, message string) {
	levels := [...]slog.Level{slog.LevelDebug, slog.LevelDebug, slog.LevelInfo, slog.LevelWarn}
	u.runner.Logger.Log(context.Background(), levels[level], message, "script", u.job.name)
}

// Micros implements script.Host.
func (u *run) Micros() int64 { return u.runner.Engine.Clock().NowMicros() }

// Tick implements script.Host: the script ends here if it has to, and others get their turn once it is slow.
func (u *run) Tick() error {
	if u.slow == nil {
		u.watch()
	}
	if u.slow == nil {
		return nil
	}
	if u.runner.stopping.Load() {
		u.isStopped = true
		return errStopped
	}
	u.caller.Yield()
	if u.slow.state.Load() == slowKilled {
		u.isKilled = true
		return u.slow.killed()
	}
	return nil
}

// Room implements script.Host.
func (u *run) Room(n int) error { return u.memory.room(n, u.runner.MaxMemoryBytes()) }

// watch finds out whether the script has become slow.
func (u *run) watch() {
	now := u.runner.Engine.Clock().NowMillis()
	if u.startedAt == 0 {
		u.startedAt = now
	}
	limit := u.runner.busyMillis()
	if limit <= 0 || now-u.startedAt < limit {
		return
	}
	u.runner.Logger.Warn("slow script", "name", u.job.name, "millis", now-u.startedAt)
	u.slow = &slowScript{
		name: u.job.name, isEval: u.job.isEval, words: command.CopyArgs(u.args), startedAt: u.startedAt,
	}
	u.runner.declareSlow(u.slow, u.canUndo())
}
