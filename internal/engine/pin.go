package engine

import (
	"errors"
	"sync"
)

var (
	// ErrClosed says that the engine, or what was to be used of it, is closed.
	ErrClosed = errors.New("closed")
	// ErrTooManyPins says that as many views are pinned for clients as may be.
	ErrTooManyPins = errors.New("too many pinned views")
)

// PinLimits bound the views that clients keep: each keeps on disk what has changed since it was taken.
type PinLimits struct {
	Max        int   // 0 means that there may be none
	IdleMillis int64 // one that was not used for so long is let go; 0 means never
}

// pins are the views that somebody keeps.
type pins struct {
	mu       sync.Mutex // guards what follows, and the pins
	open     map[*Pin]struct{}
	rationed int // how many of them count
	limits   PinLimits
	isClosed bool // the engine is
}

// Pin keeps a view for whoever reads it bit by bit: until it is closed, or the engine is.
type Pin struct {
	e          *Engine
	isRationed bool
	takenAt    int64 // unix milliseconds

	view   *View // nil when closed
	usedAt int64 // unix milliseconds
}

// SetPinLimits changes the limits. Those that are pinned already are concerned by the idle time only.
func (e *Engine) SetPinLimits(l PinLimits) {
	e.pins.mu.Lock()
	e.pins.limits = l
	e.pins.mu.Unlock()
}

// Pin keeps a view, which it releases in the end, also if it fails.
func (e *Engine) Pin(view *View) (*Pin, error) { return e.pin(view, false) }

// PinRationed is Pin within the limits.
func (e *Engine) PinRationed(view *View) (*Pin, error) { return e.pin(view, true) }

func (e *Engine) pin(view *View, isRationed bool) (*Pin, error) {
	now := e.clock.NowMillis()
	e.pins.mu.Lock()
	defer e.pins.mu.Unlock()
	switch {
	case e.pins.isClosed:
		view.Release()
		return nil, ErrClosed
	case isRationed && e.pins.rationed >= e.pins.limits.Max:
		view.Release()
		return nil, ErrTooManyPins
	}
	p := &Pin{e: e, isRationed: isRationed, takenAt: now, view: view, usedAt: now}
	if e.pins.open == nil {
		e.pins.open = make(map[*Pin]struct{})
	}
	e.pins.open[p] = struct{}{}
	if isRationed {
		e.pins.rationed++
	}
	return p, nil
}

// Pins is the number of views that are kept.
func (e *Engine) Pins() int {
	e.pins.mu.Lock()
	defer e.pins.mu.Unlock()
	return len(e.pins.open)
}

// Close lets the view go. To close a pin again does nothing.
func (p *Pin) Close() {
	p.e.pins.mu.Lock()
	defer p.e.pins.mu.Unlock()
	p.close()
}

func (p *Pin) close() {
	if p.view == nil {
		return
	}
	p.view.Release()
	p.view = nil
	delete(p.e.pins.open, p)
	if p.isRationed {
		p.e.pins.rationed--
	}
}

// IsClosed reports whether the view is gone.
func (p *Pin) IsClosed() bool {
	p.e.pins.mu.Lock()
	defer p.e.pins.mu.Unlock()
	return p.view == nil
}

// use calls fn with the view, which meanwhile is there even if the pin is closed.
func (p *Pin) use(fn func(*View) error) error {
	p.e.pins.mu.Lock()
	view := p.view
	if view != nil {
		view.Retain()
		p.e.background.Add(1)
		p.usedAt = p.e.clock.NowMillis()
	}
	p.e.pins.mu.Unlock()
	if view == nil {
		return ErrClosed
	}
	defer p.e.background.Done()
	defer view.Release()
	return fn(view)
}

// dropIdlePins closes the rationed pins that nobody has used for long.
func (e *Engine) dropIdlePins(now int64) {
	e.pins.mu.Lock()
	defer e.pins.mu.Unlock()
	if e.pins.limits.IdleMillis == 0 {
		return
	}
	for p := range e.pins.open {
		if p.isRationed && now-p.usedAt >= e.pins.limits.IdleMillis {
			p.close()
		}
	}
}

// begin counts work in the background, unless the engine is closed.
func (e *Engine) begin() bool {
	e.pins.mu.Lock()
	defer e.pins.mu.Unlock()
	if !e.pins.isClosed {
		e.background.Add(1)
	}
	return !e.pins.isClosed
}

// closePins closes all pins, and has everybody refused who comes later.
func (e *Engine) closePins() {
	e.pins.mu.Lock()
	defer e.pins.mu.Unlock()
	e.pins.isClosed = true
	for p := range e.pins.open {
		p.close()
	}
}
