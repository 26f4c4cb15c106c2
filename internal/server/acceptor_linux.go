package server

import (
	"net"
	"net/netip"
	"slices"
	"sync"
	"syscall"

	"golang.org/x/sys/unix"
)

const (
	// acceptsPerRound bounds what a crowd of new clients takes from the others.
	acceptsPerRound = 128
	// acceptPauseMillis is how long accepting rests after it failed, as for want of
	// descriptors: the listener stays readable, and asking again at once would spin.
	acceptPauseMillis = 100
)

// acceptor is a listening socket of the first loop, which deals its connections to all.
type acceptor struct {
	ln     net.Listener // owns the descriptor
	fd     int
	loops  []*loop
	turn   int  // the loop that gets the next connection
	failed bool // accepting failed, and was logged, since it last worked

	// mu guards closed, and the descriptor while it is in use: once it is closed, the number may be somebody else's.
	mu     sync.Mutex
	closed bool
}

// newAcceptor takes the descriptor out of ln, which stays its owner: the runtime's own
// poller keeps an eye on it too, but nobody waits there.
func newAcceptor(ln net.Listener, loops []*loop, keepAliveSeconds int) (*acceptor, error) {
	raw, err := ln.(syscall.Conn).SyscallConn()
	if err != nil {
		return nil, err
	}
	a := &acceptor{ln: ln, loops: loops}
	var optionErr error
	err = raw.Control(func(fd uintptr) {
		a.fd = int(fd)
		if _, ok := ln.(*net.TCPListener); ok {
			optionErr = setTCPOptions(a.fd, keepAliveSeconds)
		}
	})
	if err != nil {
		return nil, err
	}
	return a, optionErr
}

// deliver implements parcel.
func (a *acceptor) deliver(l *loop) {
	if l.draining {
		a.discard()
		return
	}
	var err error
	a.whileOpen(func() { err = l.poller.add(a.fd, acceptorTag, unix.EPOLLIN) })
	if err != nil {
		l.group.opts.Logger.Error("listener failed", "addr", a.ln.Addr().String(), "err", err)
		a.discard()
		return
	}
	l.acceptors = append(slices.DeleteFunc(l.acceptors, (*acceptor).isClosed), a)
}

// discard implements parcel. Any goroutine may call it.
func (a *acceptor) discard() {
	a.whileOpen(func() {
		a.closed = true
		a.ln.Close()
	})
}

// whileOpen runs fn unless the socket was closed.
func (a *acceptor) whileOpen(fn func()) {
	a.mu.Lock()
	defer a.mu.Unlock()
	if !a.closed {
		fn()
	}
}

func (a *acceptor) isClosed() bool {
	a.mu.Lock()
	defer a.mu.Unlock()
	return a.closed
}

// accept takes new connections and deals them. It returns false when accepting must rest.
func (a *acceptor) accept(l *loop) (ok bool) {
	ok = true
	a.whileOpen(func() { ok = a.acceptSome(l) })
	return ok
}

func (a *acceptor) acceptSome(l *loop) bool {
	for range acceptsPerRound {
		fd, peer, err := unix.Accept4(a.fd, unix.SOCK_NONBLOCK|unix.SOCK_CLOEXEC)
		switch err {
		case nil:
			a.failed = false
			a.deal(l, fd, peer)
		case unix.EAGAIN:
			return true
		case unix.EINTR, unix.ECONNABORTED:
		default:
			if !a.failed {
				l.group.opts.Logger.Warn("cannot accept", "addr", a.ln.Addr().String(), "err", err)
			}
			a.failed = true
			return false
		}
	}
	return true
}

// deal gives a connection to the loop whose turn it is.
func (a *acceptor) deal(l *loop, fd int, peer unix.Sockaddr) {
	target := a.loops[a.turn%len(a.loops)]
	a.turn++
	c := &loopConn{loop: target, fd: fd, info: a.describe(fd, peer)}
	if target == l {
		c.deliver(l)
		return
	}
	c.post()
}

// describe makes the ConnInfo of an accepted connection.
func (a *acceptor) describe(fd int, peer unix.Sockaddr) ConnInfo {
	if _, ok := a.ln.(*net.TCPListener); !ok {
		path := formatAddr(a.ln.Addr())
		return ConnInfo{Network: "unix", Local: path, Remote: path, FD: fd}
	}
	info := ConnInfo{Network: "tcp", Remote: formatSockaddr(peer), FD: fd}
	if local, err := unix.Getsockname(fd); err == nil {
		info.Local = formatSockaddr(local)
	}
	return info
}

func formatSockaddr(sa unix.Sockaddr) string {
	switch sa := sa.(type) {
	case *unix.SockaddrInet4:
		return formatAddrPort(netip.AddrPortFrom(netip.AddrFrom4(sa.Addr), uint16(sa.Port)))
	case *unix.SockaddrInet6:
		return formatAddrPort(netip.AddrPortFrom(netip.AddrFrom16(sa.Addr), uint16(sa.Port)))
	}
	return "?"
}
