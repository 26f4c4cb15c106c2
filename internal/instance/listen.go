package instance

import (
	"errors"
	"fmt"
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
// if they are set. Port 0 picks a free one, but is none beside a port for TLS. Ports and addresses may change from then on.
func (in *Instance) Listen() error {
	if err := in.listenClients(); err != nil {
		return err
	}
	if path := in.cfg.UnixSocket.Load(); path != "" {
		if err := in.server.ListenUnix(path, fs.FileMode(in.cfg.UnixSocketPerm.Load())); err != nil {
			return err
		}
	}
	in.cfg.OnChange(in.relisten, "port", "tls-port", "bind")
	return in.listenHTTP()
}

// relisten follows the settings.
func (in *Instance) relisten() error {
	if err := in.listenClients(); err != nil {
		return fmt.Errorf("%w: %w", config.ErrListen, err)
	}
	return nil
}

// endpoint is an address to listen on, as the settings name it.
type endpoint struct {
	address string
	isTLS   bool
}

// listenClients listens where the settings say and nowhere else. If that fails somewhere, it leaves everything as it was:
// the new sockets are bound before the old ones are closed.
func (in *Instance) listenClients() error {
	bound := make(map[endpoint]net.Addr)
	err := in.listenPorts(bound)
	keep, drop := bound, in.bound
	if err != nil {
		keep, drop = in.bound, bound
	}
	for p, addr := range drop {
		if _, stays := keep[p]; !stays {
			in.server.Unlisten(addr)
		}
	}
	in.bound = keep
	return err
}

// listenPorts adds what is bound for the settings to bound.
func (in *Instance) listenPorts(bound map[endpoint]net.Addr) error {
	port, tlsPort := in.cfg.Port.Load(), in.cfg.TLSPort.Load()
	if port != 0 || tlsPort == 0 {
		if err := in.listenAll(port, false, bound); err != nil {
			return err
		}
	}
	if tlsPort == 0 {
		return nil
	}
	return in.listenAll(tlsPort, true, bound)
}

// listenAll listens on every bind address. One behind a "-" may fail to bind. All share the port that port 0 picks for
// the first of them.
func (in *Instance) listenAll(port int64, isTLS bool, bound map[endpoint]net.Addr) error {
	for _, address := range in.cfg.Bind.Load() {
		host, isOptional := strings.CutPrefix(address, "-")
		if host == "*" {
			host = ""
		}
		p := endpoint{net.JoinHostPort(host, strconv.FormatInt(port, 10)), isTLS}
		addr, err := in.listenAt(p)
		if err != nil {
			if isOptional && isUnavailable(err) {
				continue
			}
			return err
		}
		bound[p] = addr
		if tcp, ok := addr.(*net.TCPAddr); ok && port == 0 {
			port = int64(tcp.Port)
		}
	}
	return nil
}

// listenAt listens at an endpoint, unless that was done before.
func (in *Instance) listenAt(p endpoint) (net.Addr, error) {
	if addr := in.bound[p]; addr != nil {
		return addr, nil
	}
	var err error
	if p.isTLS {
		err = in.server.ListenTLS(p.address, in.certs.Config())
	} else {
		err = in.server.ListenTCP(p.address)
	}
	if err != nil {
		return nil, err
	}
	addrs := in.server.Addrs()
	return addrs[len(addrs)-1], nil
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
