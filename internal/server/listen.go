package server

import (
	"context"
	"crypto/tls"
	"errors"
	"fmt"
	"io/fs"
	"net"
	"net/netip"
	"os"
	"syscall"
)

// ListenTCP binds address, as "127.0.0.1:6379", and begins to accept from it. An address
// literal binds its own family only, so that "0.0.0.0" and "::" can stand side by side;
// an empty host binds all. Port 0 picks a free one, see Addrs.
func (s *Server) ListenTCP(address string) error {
	return s.bind(tcpNetwork(address), address)
}

// ListenUnix binds a Unix socket and begins to accept from it. A socket file that nobody
// listens on any more is replaced. perm 0 leaves the permissions to the umask.
func (s *Server) ListenUnix(path string, perm fs.FileMode) error {
	if err := removeStaleSocket(path); err != nil {
		return listenError(path, err)
	}
	if err := s.bind("unix", path); err != nil {
		return err
	}
	if perm == 0 {
		return nil
	}
	if err := os.Chmod(path, perm); err != nil {
		return listenError(path, err)
	}
	return nil
}

// ListenTLS is ListenTCP for TLS. Its connections are served by goroutines.
func (s *Server) ListenTLS(address string, config *tls.Config) error {
	ln, err := s.listen(tcpNetwork(address), address)
	if err != nil {
		return err
	}
	if err := s.acceptWith(s.streams, tls.NewListener(ln, config)); err != nil {
		ln.Close()
		return listenError(address, err)
	}
	return nil
}

// bind listens and hands the listener to its transport.
func (s *Server) bind(network, address string) error {
	ln, err := s.listen(network, address)
	if err != nil {
		return err
	}
	if err := s.accept(ln); err != nil {
		ln.Close()
		return listenError(address, err)
	}
	return nil
}

// listen makes a listener.
func (s *Server) listen(network, address string) (net.Listener, error) {
	config := net.ListenConfig{KeepAlive: -1} // set by the transports
	ln, err := config.Listen(context.Background(), network, address)
	if err != nil {
		return nil, listenError(address, err)
	}
	if err := setBacklog(ln, s.opts.Backlog); err != nil {
		ln.Close()
		return nil, listenError(address, err)
	}
	return ln, nil
}

// accept begins to accept from a listener of ours.
func (s *Server) accept(ln net.Listener) error {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.closed {
		return ErrClosed
	}
	t, err := s.listenTransport()
	if err != nil {
		return err
	}
	return s.hand(t, ln)
}

// acceptWith is accept by a transport that the caller chooses.
func (s *Server) acceptWith(t transport, ln net.Listener) error {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.closed {
		return ErrClosed
	}
	return s.hand(t, ln)
}

// hand gives a listener to its transport. The caller holds mu.
func (s *Server) hand(t transport, ln net.Listener) error {
	stop, err := t.listen(ln)
	if err != nil {
		return err
	}
	s.listeners = append(s.listeners, listener{ln.Addr(), stop})
	return nil
}

// listenTransport returns what serves our own listeners, and starts the loops when they
// are first wanted. The caller holds mu.
func (s *Server) listenTransport() (transport, error) {
	if s.loops != nil {
		return s.loops, nil
	}
	if s.opts.Transport == Goroutines {
		return s.streams, nil
	}
	loops, err := newLoops(s.handler, s.opts)
	if errors.Is(err, ErrNoLoops) && s.opts.Transport == Auto {
		return s.streams, nil
	}
	if err != nil {
		return nil, err
	}
	s.loops = loops
	return loops, nil
}

// tcpNetwork returns the network whose sockets mean exactly this address: "tcp" alone
// would bind "0.0.0.0" for both families.
func tcpNetwork(address string) string {
	host, _, err := net.SplitHostPort(address)
	if err != nil {
		return "tcp"
	}
	ip, err := netip.ParseAddr(host)
	switch {
	case err != nil:
		return "tcp"
	case ip.Is4():
		return "tcp4"
	}
	return "tcp6"
}

// removeStaleSocket removes what a dead server left at path, and nothing else.
func removeStaleSocket(path string) error {
	info, err := os.Lstat(path)
	if err != nil || info.Mode().Type() != fs.ModeSocket {
		return nil // nothing there, or bind will say what is
	}
	conn, err := net.Dial("unix", path)
	if err == nil {
		conn.Close()
		return syscall.EADDRINUSE
	}
	return os.Remove(path)
}

// listenError puts a failed bind in one line.
func listenError(address string, err error) error {
	var errno syscall.Errno
	var op *net.OpError
	switch {
	case errors.As(err, &errno):
		err = errno
	case errors.As(err, &op):
		err = op.Err
	}
	return fmt.Errorf("cannot listen on %s: %w", address, err)
}
