package server

import (
	"log/slog"
	"math/bits"
	"runtime"
	"time"
)

// Transport chooses how connections are served.
type Transport uint8

const (
	// Auto is Loops where the system has them, and Goroutines elsewhere.
	Auto Transport = iota
	// Loops are epoll loops, on Linux only.
	Loops
	// Goroutines serve one connection each, on all systems.
	Goroutines
)

// Options configures a Server. The zero value is a good default.
type Options struct {
	// Transport serves the sockets that the server itself listens on. Listeners and
	// connections that are brought to it always get goroutines.
	Transport Transport
	// Loops is the number of event loops. 0 lets the number of cores decide; on small
	// machines one is best, for a second fights with the client for the core.
	Loops int
	// Backlog is the length of the queue of connections not yet accepted; 0 is 511.
	// The kernel's own limit applies.
	Backlog int
	// KeepAliveSeconds is the time after which silent TCP peers are probed; 0 is 300,
	// and less is never.
	KeepAliveSeconds int
	// Clock returns the time in Unix milliseconds; nil is the system's clock.
	Clock func() int64
	// Logger hears of trouble that no caller can be told of; nil is silence.
	Logger *slog.Logger
}

func (o Options) withDefaults() Options {
	if o.Loops <= 0 {
		o.Loops = DefaultLoops()
	}
	if o.Backlog <= 0 {
		o.Backlog = 511
	}
	if o.KeepAliveSeconds == 0 {
		o.KeepAliveSeconds = 300
	}
	if o.Clock == nil {
		o.Clock = func() int64 { return time.Now().UnixMilli() }
	}
	if o.Logger == nil {
		o.Logger = slog.New(slog.DiscardHandler)
	}
	return o
}

// DefaultLoops is the number of event loops that 0 stands for on this machine.
func DefaultLoops() int { return defaultLoops(runtime.GOMAXPROCS(0)) }

// defaultLoops grows with the logarithm of the cores: 1 up to 3, 2 from 4, 3 from 8.
func defaultLoops(cores int) int {
	return max(1, bits.Len(uint(cores))-1)
}
