package server

import (
	"errors"
	"net"
	"sync"
	"syscall"
	"time"
)

// Pauses after an accept that failed, as for want of descriptors.
const (
	firstAcceptPause = 5 * time.Millisecond
	lastAcceptPause  = time.Second
)

// streams is the transport with a goroutine for each connection.
type streams struct {
	handler Handler
	opts    Options

	mu        sync.Mutex // guards the fields below
	conns     map[*stream]struct{}
	held      map[*stream]struct{} // those that wait for notify
	listeners map[net.Listener]struct{}
	ending    bool
	ended     chan struct{} // closed when ending and nothing is left
	stop      chan struct{} // closed when ending, to cut pauses short
}

func newStreams(h Handler, opts Options) *streams {
	return &streams{
		handler:   h,
		opts:      opts,
		conns:     make(map[*stream]struct{}),
		held:      make(map[*stream]struct{}),
		listeners: make(map[net.Listener]struct{}),
		ended:     make(chan struct{}),
		stop:      make(chan struct{}),
	}
}

func (t *streams) listen(ln net.Listener) (stop func(), err error) {
	if !t.addListener(ln) {
		return nil, ErrClosed
	}
	go func() {
		if err := t.acceptAll(ln); !errors.Is(err, ErrClosed) && !errors.Is(err, net.ErrClosed) {
			t.opts.Logger.Error("listener failed", "addr", ln.Addr().String(), "err", err)
		}
	}()
	return func() { ln.Close() }, nil
}

func (t *streams) serve(ln net.Listener) error {
	if !t.addListener(ln) {
		ln.Close()
		return ErrClosed
	}
	return t.acceptAll(ln)
}

// acceptAll accepts until ln is closed.
func (t *streams) acceptAll(ln net.Listener) error {
	defer t.removeListener(ln)
	pause := firstAcceptPause
	for {
		conn, err := ln.Accept()
		if err == nil {
			pause = firstAcceptPause
			go t.serveConn(conn)
			continue
		}
		if t.isEnding() {
			return ErrClosed
		}
		if !isSystemError(err) {
			return err
		}
		t.opts.Logger.Warn("cannot accept", "addr", ln.Addr().String(), "err", err)
		select {
		case <-time.After(pause):
		case <-t.stop:
		}
		pause = min(2*pause, lastAcceptPause)
	}
}

// isSystemError tells errors that may pass, as a want of descriptors, from a listener
// that was closed or is broken.
func isSystemError(err error) bool {
	var errno syscall.Errno
	return errors.As(err, &errno)
}

// serveConn serves one connection to its end.
func (t *streams) serveConn(conn net.Conn) error {
	c := newStream(t, conn)
	if !t.addConn(c) {
		conn.Close()
		return ErrClosed
	}
	defer t.removeConn(c)
	if tcp, ok := below(conn).(*net.TCPConn); ok {
		t.setKeepAlive(tcp)
	}
	session, refusal := t.handler.Accept(connInfo(conn), c)
	if session == nil {
		refuse(conn, refusal)
		return ErrRefused
	}
	c.session = session
	err := c.serve()
	conn.Close()
	c.stopTimer()
	session.Close(err)
	return err
}

// setKeepAlive has silent peers probed as Redis does: three times, a third apart. A
// connection that cannot have it is served without.
func (t *streams) setKeepAlive(conn *net.TCPConn) {
	seconds := time.Duration(t.opts.KeepAliveSeconds) * time.Second
	conn.SetKeepAliveConfig(net.KeepAliveConfig{
		Enable:   seconds > 0,
		Idle:     seconds,
		Interval: max(seconds/3, time.Second),
		Count:    3,
	})
}

func (t *streams) notify() {
	t.mu.Lock()
	defer t.mu.Unlock()
	for c := range t.held {
		c.nudge()
	}
	clear(t.held)
}

func (t *streams) drain() {
	for _, c := range t.end() {
		c.drain()
	}
}

func (t *streams) close() {
	for _, c := range t.end() {
		c.abort(ErrClosed)
	}
}

func (t *streams) done() <-chan struct{} { return t.ended }

// end stops accepting and returns the connections that are left.
func (t *streams) end() []*stream {
	t.mu.Lock()
	defer t.mu.Unlock()
	if !t.ending {
		t.ending = true
		close(t.stop)
		for ln := range t.listeners {
			ln.Close()
		}
		t.finish()
	}
	left := make([]*stream, 0, len(t.conns))
	for c := range t.conns {
		left = append(left, c)
	}
	return left
}

// finish announces the end when nothing is left. The caller holds mu, and has just
// removed the last, or begun to end.
func (t *streams) finish() {
	if t.ending && len(t.conns) == 0 && len(t.listeners) == 0 {
		close(t.ended)
	}
}

func (t *streams) isEnding() bool {
	t.mu.Lock()
	defer t.mu.Unlock()
	return t.ending
}

func (t *streams) addListener(ln net.Listener) bool {
	t.mu.Lock()
	defer t.mu.Unlock()
	if t.ending {
		return false
	}
	t.listeners[ln] = struct{}{}
	return true
}

func (t *streams) removeListener(ln net.Listener) {
	ln.Close()
	t.mu.Lock()
	defer t.mu.Unlock()
	delete(t.listeners, ln)
	t.finish()
}

func (t *streams) addConn(c *stream) bool {
	t.mu.Lock()
	defer t.mu.Unlock()
	if t.ending {
		return false
	}
	t.conns[c] = struct{}{}
	return true
}

func (t *streams) removeConn(c *stream) {
	t.mu.Lock()
	defer t.mu.Unlock()
	delete(t.conns, c)
	delete(t.held, c)
	t.finish()
}

// hold has c nudged by the next notify.
func (t *streams) hold(c *stream) {
	t.mu.Lock()
	defer t.mu.Unlock()
	t.held[c] = struct{}{}
}
