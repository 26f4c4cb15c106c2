package scripting

import (
	"log/slog"
	"sync"
	"sync/atomic"

	"github.com/holdfast-db/holdfast/internal/command"
	"github.com/holdfast-db/holdfast/internal/engine"
	"github.com/holdfast-db/holdfast/internal/script"
)

// Options is what a Runner needs.
type Options struct {
	Engine  *engine.Engine
	Logger  *slog.Logger
	Version script.Version
	// BusyMillis is after what time a script is slow, 0 for never.
	BusyMillis func() int64
	// MaxEvalScripts is how many scripts of EVAL are remembered.
	MaxEvalScripts func() int64
	// MaxMemoryBytes is how much memory one script may take.
	MaxMemoryBytes func() int64
}

// Runner runs the scripts of one server. It is safe for concurrent use.
type Runner struct {
	Options
	Scripts   *script.Cache
	Libraries *script.Libraries

	slow     atomic.Pointer[slowScript] // nil while no script takes too long
	stopping atomic.Bool
	allowAll atomic.Bool // for tests: scripts may run any command

	spare atomic.Pointer[run] // the idle one that nearly always suffices
	mu    sync.Mutex          // guards idle
	idle  []*run
}

// NewRunner returns a runner without scripts.
func NewRunner(o Options) *Runner {
	return &Runner{Options: o, Scripts: script.NewCache(o.MaxEvalScripts), Libraries: script.NewLibraries()}
}

// Stop ends slow scripts: the process is about to end. What such a script has done is not logged, so that the next
// start finds nothing of it. Others may finish, if they hurry.
func (r *Runner) Stop() { r.stopping.Store(true) }

// hurryMillis is after what time a script is slow that runs while the process ends.
const hurryMillis = 500

// busyMillis is after what time a script is slow now.
func (r *Runner) busyMillis() int64 {
	limit := r.BusyMillis()
	if r.stopping.Load() && (limit <= 0 || limit > hurryMillis) {
		return hurryMillis
	}
	return limit
}

// acquire is an idle run with its machine, or a new one. Nearly always there is only one: scripts run one after the
// other, and only those within EXEC may overlap with another.
func (r *Runner) acquire() *run {
	if u := r.spare.Swap(nil); u != nil {
		return u
	}
	r.mu.Lock()
	defer r.mu.Unlock()
	if n := len(r.idle); n > 0 {
		u := r.idle[n-1]
		r.idle = r.idle[:n-1]
		return u
	}
	return newRun(r)
}

// release makes a run idle, unless its machine has suffered.
func (r *Runner) release(u *run) {
	if u.machine.IsBroken() || r.spare.CompareAndSwap(nil, u) {
		return
	}
	r.mu.Lock()
	defer r.mu.Unlock()
	r.idle = append(r.idle, u)
}

// forget drops all machines, and with them what scripts have left in them.
func (r *Runner) forget() {
	r.mu.Lock()
	defer r.mu.Unlock()
	r.idle = nil
	r.spare.Store(nil)
}

// job is one script or function to run.
type job struct {
	name     string
	isEval   bool // not a function
	declared bool // its flags count
	flags    script.Flags
	readOnly bool // the command was one of those for reading
	script   *script.Script
	function *script.Function // if there is no script
	words    script.Words
}

// run runs a job as one unit and replies.
func (r *Runner) run(c *command.Call, j job) {
	if err := r.admit(&j); err != nil {
		c.Fail(err)
		return
	}
	if err := c.Tx.BeginScript(); err != nil {
		c.Fail(err)
		return
	}
	db := c.Tx.DB()
	u := r.acquire()
	u.begin(c, j)
	start := c.Tx.BeginUndoWithin(undoBytes, undoValueBytes)
	mark := c.Out.Len()
	u.start(c.Out)
	if u.slow != nil && u.slow.finish() {
		c.Tx.Rollback(start)
		if !u.isKilled { // it has ended by itself meanwhile
			c.Out.Truncate(mark)
			c.Out.Error("ERR " + u.slow.killed().Error())
		}
	}
	c.Counted = u.failure.isIn(c.Out.Bytes()[mark:])
	c.Tx.EndUndo()
	c.Tx.ReadsOnly(c.Spec.Flags.Has(command.ReadOnly))
	c.Tx.Select(db)
	r.end(c, u)
	r.release(u)
}

// admit asks whether a script that has declared itself may run at all.
func (r *Runner) admit(j *job) error {
	switch {
	case !j.declared:
	case j.readOnly && !j.flags.Has(script.NoWrites):
		return errWritesInReadOnly
	case j.flags&(script.AllowOOM|script.NoWrites) == 0 && r.Engine.IsOverMemory():
		return errNeedsMemory
	}
	return nil
}

// What a script changes is remembered, so that it can be killed: in all, and of one value. One that changes more, such
// as a big collection, cannot be killed any more, as no script of Redis can that has written; to copy all that is
// changed would make scripts slow that are not.
const (
	undoBytes      = 16 << 20
	undoValueBytes = 16 << 10
)

// end commits the script's unit and lets the others go on.
func (r *Runner) end(c *command.Call, u *run) {
	if u.isStopped {
		c.Client.Kill() // a reply would acknowledge what is not logged
		c.Tx.AbandonScript()
		return
	}
	c.Tx.EndScript()
	if u.slow != nil {
		r.endSlow()
	}
}
