package instance

import (
	"net/netip"

	"github.com/holdfast-db/holdfast/internal/client"
	"github.com/holdfast-db/holdfast/internal/commitlog"
	"github.com/holdfast-db/holdfast/internal/server"
	"github.com/holdfast-db/holdfast/internal/session"
)

const (
	tooManyClients = "-ERR max number of clients reached\r\n"
	deniedByMode   = "-DENIED Holdfast is running in protected mode because no password is set for the default user. " +
		"In this mode connections are only accepted from the loopback interface. To connect from another machine " +
		"set a password with the 'requirepass' setting, or turn the mode off with CONFIG SET protected-mode no from " +
		"this machine or '--protected-mode no' at the start, if no stranger can reach this port.\r\n"
)

// acceptor gives sessions to the server's connections.
type acceptor Instance

// Accept implements server.Handler.
func (a *acceptor) Accept(info server.ConnInfo, w server.Waker) (server.Session, []byte) {
	if a.isProtected(info) {
		return nil, []byte(deniedByMode)
	}
	c := client.New(info.Network, info.Remote, info.Local, a.env.Clock.NowMillis(), w)
	c.FD = info.FD
	if !a.shared.Clients.Add(c, int(a.cfg.MaxClients.Load())) {
		return nil, []byte(tooManyClients)
	}
	return conn{session.New(a.shared, c)}, nil
}

// Flush implements server.Handler. An error has reached Environment.Fatal already, or the log retries by itself;
// either way no reply leaves before its record has.
func (a *acceptor) Flush() { _ = a.log.Flush() }

// IsFlushDear implements server.Handler: under always Flush waits for the disk.
func (a *acceptor) IsFlushDear() bool { return a.log.Policy() == commitlog.PolicyAlways }

// isProtected refuses strangers on a server that nobody has thought about protecting.
func (a *acceptor) isProtected(info server.ConnInfo) bool {
	if info.Network != "tcp" || !a.cfg.ProtectedMode.Load() || !a.shared.Clients.Users.Default().NeedsNoPassword() {
		return false
	}
	addr, err := netip.ParseAddrPort(info.Remote)
	return err != nil || !addr.Addr().IsLoopback()
}

// conn is a session as the server wants it.
type conn struct{ *session.Session }

// State implements server.Session.
func (c conn) State() server.State {
	switch c.Session.State() {
	case session.Parked:
		return server.Parked
	case session.Blocked:
		return server.Blocked
	case session.Closing:
		return server.Closing
	case session.Dead:
		return server.Dead
	default:
		return server.Running
	}
}
