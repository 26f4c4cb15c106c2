package lsm

import "sync"

// gate holds up whoever wants to create a table. It is shut when a flush has
// failed: Pebble would try again at once and for ever, writing and deleting
// tables as fast as it can on a disk that is full. The next Flush opens it.
//
// It is held, apart from that, while a commit needs a flush to wait.
type gate struct {
	mu      sync.Mutex // guards what follows
	cond    sync.Cond
	isShut  bool
	isHeld  bool
	removed bool
}

func newGate() *gate {
	g := &gate{}
	g.cond.L = &g.mu
	return g
}

func (g *gate) shut() {
	g.mu.Lock()
	defer g.mu.Unlock()
	g.isShut = !g.removed
}

func (g *gate) open() {
	g.mu.Lock()
	defer g.mu.Unlock()
	g.isShut = false
	g.cond.Broadcast()
}

func (g *gate) hold() {
	g.mu.Lock()
	defer g.mu.Unlock()
	g.isHeld = !g.removed
}

func (g *gate) release() {
	g.mu.Lock()
	defer g.mu.Unlock()
	g.isHeld = false
	g.cond.Broadcast()
}

// remove opens the gate for ever: a flush that waits here would keep Pebble from
// closing.
func (g *gate) remove() {
	g.mu.Lock()
	g.removed = true
	g.mu.Unlock()
	g.open()
	g.release()
}

func (g *gate) pass() {
	g.mu.Lock()
	defer g.mu.Unlock()
	for g.isShut || g.isHeld {
		g.cond.Wait()
	}
}
