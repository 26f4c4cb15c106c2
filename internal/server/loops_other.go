//go:build !linux

package server

import "net"

func newLoops(Handler, Options) (transport, error) { return nil, ErrNoLoops }

// setBacklog leaves the backlog at the system's maximum, which the net package uses.
func setBacklog(net.Listener, int) error { return nil }
