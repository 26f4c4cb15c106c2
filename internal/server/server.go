package server

import (
	"context"
	"net"
	"slices"
	"sync"
)

// Server serves the sessions of one Handler.
type Server struct {
	handler Handler
	opts    Options
	streams *streams

	mu        sync.Mutex // guards the fields below
	loops     transport  // nil until the first listener needs them
	listeners []listener
	closed    bool
}

// listener is where we accept from, and how to end that.
type listener struct {
	addr net.Addr
	stop func()
}

// New returns a server that serves nothing yet.
func New(h Handler, opts Options) *Server {
	opts = opts.withDefaults()
	return &Server{handler: h, opts: opts, streams: newStreams(h, opts)}
}

// Addrs returns the addresses that Listen calls have bound, in their order.
func (s *Server) Addrs() (addrs []net.Addr) {
	s.mu.Lock()
	defer s.mu.Unlock()
	for _, ln := range s.listeners {
		addrs = append(addrs, ln.addr)
	}
	return addrs
}

// Unlisten stops accepting from an address, one of Addrs. Connections that it has accepted go on.
func (s *Server) Unlisten(addr net.Addr) {
	s.mu.Lock()
	defer s.mu.Unlock()
	i := slices.IndexFunc(s.listeners, func(ln listener) bool { return ln.addr == addr })
	if i >= 0 {
		s.listeners[i].stop()
		s.listeners = slices.Delete(s.listeners, i, i+1)
	}
}

// Notify says that the log has advanced: sessions whose replies were held may be Ready.
// It is cheap, never blocks, and may be called from any goroutine.
func (s *Server) Notify() {
	for _, t := range s.transports() {
		if t != nil {
			t.notify()
		}
	}
}

// Serve accepts connections from ln, a goroutine each, until the server or the listener
// is closed. It closes ln.
func (s *Server) Serve(ln net.Listener) error {
	return s.streams.serve(ln)
}

// ServeConn serves one connection until its end and returns why it ended: nil when the
// session closed it. It closes conn.
func (s *Server) ServeConn(conn net.Conn) error {
	return s.streams.serveConn(conn)
}

// Shutdown stops accepting, answers what has been received, and closes all connections.
// When ctx ends first, it closes the rest at once and returns the context's error.
// A session must not call it, nor Close: both wait for the sessions.
func (s *Server) Shutdown(ctx context.Context) error {
	transports := s.shut()
	for _, t := range transports {
		if t != nil {
			t.drain()
		}
	}
	for _, t := range transports {
		if t == nil {
			continue
		}
		select {
		case <-t.done():
		case <-ctx.Done():
			s.Close()
			return ctx.Err()
		}
	}
	return nil
}

// Close closes all listeners and connections at once, and returns when they are gone.
func (s *Server) Close() {
	transports := s.shut()
	for _, t := range transports {
		if t != nil {
			t.close()
		}
	}
	for _, t := range transports {
		if t != nil {
			<-t.done()
		}
	}
}

// shut refuses further listeners and returns the transports.
func (s *Server) shut() [2]transport {
	s.mu.Lock()
	s.closed = true
	s.mu.Unlock()
	return s.transports()
}

// transports returns the streams, and the loops or nil.
func (s *Server) transports() [2]transport {
	s.mu.Lock()
	defer s.mu.Unlock()
	return [2]transport{s.streams, s.loops}
}
