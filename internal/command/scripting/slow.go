package scripting

import (
	"sync/atomic"

	"github.com/holdfast-db/holdfast/internal/command"
)

// States of a slow script. Only one that has not written can be killed, and one that was killed cannot write any more.
const (
	slowRunning uint32 = iota
	slowWrote
	slowKilled
)

// slowScript is what others know of a script that takes too long. Only its state changes.
type slowScript struct {
	name      string
	isEval    bool // not a function
	words     [][]byte
	startedAt int64 // unix milliseconds
	state     atomic.Uint32
}

// busy is what others are told who come while the script runs.
func (s *slowScript) busy() error {
	if s.isEval {
		return errBusyScript
	}
	return errBusyFunction
}

// killed is what the script fails with when it was killed.
func (s *slowScript) killed() error {
	if s.isEval {
		return errScriptKilled
	}
	return errFunctionKilled
}

// kill ends the slow script, if it is of the kind and has not written. The error is the reply.
func (r *Runner) kill(isEval bool) error {
	s := r.slow.Load()
	switch {
	case s == nil:
		return errNotBusy
	case s.state.Load() == slowWrote:
		return errUnkillable
	case s.isEval != isEval:
		return s.busy()
	case !s.state.CompareAndSwap(slowRunning, slowKilled) && s.state.Load() == slowWrote:
		return errUnkillable
	}
	return nil
}

// declareSlow tells everybody that the script of a client takes too long.
func (r *Runner) declareSlow(s *slowScript, hasWritten bool) {
	if hasWritten {
		s.state.Store(slowWrote)
	}
	r.slow.Store(s)
	r.Engine.SetBusy(s.busy())
}

// endSlow lets the others go on.
func (r *Runner) endSlow() {
	r.slow.Store(nil)
	r.Engine.SetBusy(nil)
}

// replyKill is SCRIPT KILL and FUNCTION KILL.
func (r *Runner) replyKill(c *command.Call, isEval bool) {
	if err := r.kill(isEval); err != nil {
		c.Fail(err)
		return
	}
	c.Out.OK()
}
