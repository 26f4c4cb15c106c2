package instance

import (
	"errors"
	"io/fs"
	"net"
	"strconv"
	"strings"
	"syscall"

	"github.com/holdfast-db/holdfast/internal/config"
	"github.com/holdfast-db/holdfast/internal/server"
)

func (in *Instance) serverOptions() server.Options {
	keepAlive := int(in.cfg.TCPKeepalive.Load().Seconds())
	if keepAlive == 0 {
		keepAlive = -1
	}
	return server.Options{
		Transport:        transportOf(in.cfg.Transport.Load()),
		Loops:            int(in.cfg.IOLoops.Load()),
		Backlog:          int(in.cfg.TCPBacklog.Load()),
		KeepAliveSeconds: keepAlive,
		Clock:            in.env.Clock.NowMillis,
		Logger:           in.env.Logger,
	}
}

// hasManyLoops reports whether several event loops will serve connections.
func (in *Instance) hasManyLoops() bool {
	loops := int(in.cfg.IOLoops.Load())
	if loops == 0 {
		loops = server.DefaultLoops()
	}
	return loops > 1 && in.cfg.Transport.Load() != config.TransportGoroutines
}

func transportOf(t config.Transport) server.Transport {
	switch t {
	case config.TransportLoops:
		return server.Loops
	case config.TransportGoroutines:
		return server.Goroutines
	default:
		return server.Auto
	}
}

// Listen binds what the settings say: TCP and TLS on every bind address, and the Unix socket and the address for metrics
// if they are set. Port 0 picks a free one, but is none beside a port for TLS.
func (in *Instance) Listen() error {
	if err := in.listenClients(); err != nil {
		return err
	}
	return in.listenHTTP()
}

func (in *Instance) listenClients() error {
	port, tlsPort := in.cfg.Port.Load(), in.cfg.TLSPort.Load()
	if port != 0 || tlsPort == 0 {
		if err := in.listenAll(port, in.server.ListenTCP); err != nil {
			return err
		}
	}
	if tlsPort != 0 {
		listenTLS := func(address string) error { return in.server.ListenTLS(address, in.certs.Config()) }
		if err := in.listenAll(tlsPort, listenTLS); err != nil {
			return err
		}
	}
	if path := in.cfg.UnixSocket.Load(); path != "" {
		return in.server.ListenUnix(path, fs.FileMode(in.cfg.UnixSocketPerm.Load()))
	}
	return nil
}

// listenAll listens on every bind address. One behind a "-" may fail to bind.
func (in *Instance) listenAll(port int64, listen func(address string) error) error {
	for _, address := range in.cfg.Bind.Load() {
		host, isOptional := strings.CutPrefix(address, "-")
		if host == "*" {
			host = ""
		}
		err := listen(net.JoinHostPort(host, strconv.FormatInt(port, 10)))
		if err != nil && !(isOptional && isUnavailable(err)) {
			return err
		}
		port = in.samePort(port)
	}
	return nil
}

// samePort lets all addresses share the port that port 0 picked for the first of them.
func (in *Instance) samePort(port int64) int64 {
	for _, addr := range in.server.Addrs() {
		if tcp, ok := addr.(*net.TCPAddr); ok && port == 0 {
			return int64(tcp.Port)
		}
	}
	return port
}

// isUnavailable reports whether this machine does not have the address, as ::1 where there is no IPv6.
func isUnavailable(err error) bool {
	return errors.Is(err, syscall.EADDRNOTAVAIL) || errors.Is(err, syscall.EAFNOSUPPORT)
}

// Dial opens a connection inside the process.
func (in *Instance) Dial() net.Conn {
	ours, theirs := server.Pipe()
	go func() { _ = in.server.ServeConn(theirs) }() // how it ended is told to the other end
	return ours
}
