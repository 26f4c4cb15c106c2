package server

// A Handler gives sessions to connections. Its methods are called from several
// goroutines at once.
type Handler interface {
	// Accept returns the session of a new connection. The Waker may be kept and used
	// by any goroutine, at once and after the connection's end. A nil session refuses
	// the connection, after refusal has been sent.
	Accept(conn ConnInfo, w Waker) (s Session, refusal []byte)

	// Flush is called after sessions ran and before any of their replies are looked
	// at: once for all connections that were ready together.
	Flush()

	// IsFlushDear says that Flush takes long, as when it waits for a disk, so that
	// gathering more sessions before it pays.
	IsFlushDear() bool
}

// A Waker reaches a connection from any goroutine. Calls are cheap and never block;
// many Wakes before the connection gets its turn are one.
type Waker interface {
	// Wake has Process called and everything else about the session looked at again.
	Wake()
	// Kill closes the connection without sending anything more.
	Kill()
}

// ConnInfo describes a connection to the Handler.
type ConnInfo struct {
	Network string // "tcp", "unix" or "pipe"
	Local   string // as Redis prints addresses: "127.0.0.1:6379", "/path:0"
	Remote  string
	FD      int // the descriptor, or -1 where there is none
}
