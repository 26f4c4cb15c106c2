package scripting

import (
	"runtime"
	"sync/atomic"

	"github.com/holdfast-db/holdfast/internal/command"
)

// States of a slow script. Only one whose changes can be taken back can be killed, and one that was killed cannot write
// any more.
const (
	slowRunning uint32 = iota
	slowWriting        // in the midst of a command, behind which it is seen whether it can still be killed
	slowWrote          // more than can be taken back
	slowKilled
	slowEnded
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

// beginWrite reports whether the script may change something: it was not killed.
func (s *slowScript) beginWrite() bool {
	return s.state.CompareAndSwap(slowRunning, slowWriting) || s.state.Load() == slowWrote
}

// endWrite ends what beginWrite has begun, if it has.
func (s *slowScript) endWrite(canUndo bool) {
	next := slowRunning
	if !canUndo {
		next = slowWrote
	}
	s.state.CompareAndSwap(slowWriting, next)
}

// finish says that the script has ended, and reports whether it was killed before.
func (s *slowScript) finish() (killed bool) {
	return !s.state.CompareAndSwap(slowRunning, slowEnded) && s.state.Load() == slowKilled
}

// killed is what the script fails with when it was killed.
func (s *slowScript) killed() error {
	if s.isEval {
		return errScriptKilled
	}
	return errFunctionKilled
}

// kill ends the slow script, if it is of the kind and what it has written can be taken back. The error is the reply.
func (r *Runner) kill(isEval bool) error {
	s := r.slow.Load()
	switch {
	case s == nil:
		return errNotBusy
	case s.state.Load() == slowWrote:
		return errUnkillable
	case s.isEval != isEval:
		return s.busy()
	}
	for !s.state.CompareAndSwap(slowRunning, slowKilled) {
		switch s.state.Load() {
		case slowWrote:
			return errUnkillable
		case slowKilled:
			return nil
		case slowEnded:
			return errNotBusy
		}
		runtime.Gosched() // a command is about to end
	}
	return nil
}

// declareSlow tells everybody that the script of a client takes too long.
func (r *Runner) declareSlow(s *slowScript, canUndo bool) {
	if !canUndo {
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
