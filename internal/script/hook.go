package script

import (
	"context"
	"sync/atomic"
	"time"
)

// How often a script's Host is asked whether it may go on: a tick is so many instructions, and a command counts for
// some, for it may take long.
const (
	tickInstructions    = 1000
	commandInstructions = 100
)

// hook is the context of the Lua state, which looks at it before every instruction. So it is where a script is
// interrupted: the state ends the script when the context is done.
type hook struct {
	host Host
	left int   // instructions until the next tick
	err  error // why the script must end
	done chan struct{}
	// collected is set when the garbage was collected: something takes memory.
	collected atomic.Bool
}

var _ context.Context = (*hook)(nil)

func newHook() *hook {
	h := &hook{done: make(chan struct{})}
	close(h.done)
	watchCollections(h)
	return h
}

// start makes ready for the next script.
func (h *hook) start(host Host) { h.host, h.left, h.err = host, tickInstructions, nil }

// Done implements context.Context.
func (h *hook) Done() <-chan struct{} {
	if h.left--; h.left <= 0 {
		return h.tick()
	}
	if h.collected.Load() {
		h.collected.Store(false)
		if h.room(0) != nil {
			return h.done
		}
	}
	return nil
}

// room asks the host whether the script may take n more bytes.
func (h *hook) room(n int) error {
	if h.err == nil {
		h.err = h.host.Room(n)
	}
	if h.err != nil {
		h.left = 0
	}
	return h.err
}

func (h *hook) tick() <-chan struct{} {
	if h.err == nil {
		h.err = h.host.Tick()
	}
	if h.err != nil {
		h.left = 0 // whatever runs next ends at once, so that no pcall keeps the script alive
		return h.done
	}
	h.left = tickInstructions
	return nil
}

// Err implements context.Context.
func (h *hook) Err() error { return h.err }

// Deadline implements context.Context.
func (h *hook) Deadline() (time.Time, bool) { return time.Time{}, false }

// Value implements context.Context.
func (h *hook) Value(any) any { return nil }
