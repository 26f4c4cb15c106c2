package server

import (
	"net"
	"syscall"

	"golang.org/x/sys/unix"
)

// setBacklog sets the accept queue's length: the net package knows only the maximum,
// but on Linux listening again on a listening socket changes it.
func setBacklog(ln net.Listener, backlog int) error {
	raw, err := ln.(syscall.Conn).SyscallConn()
	if err != nil {
		return err
	}
	var listenErr error
	if err := raw.Control(func(fd uintptr) { listenErr = unix.Listen(int(fd), backlog) }); err != nil {
		return err
	}
	return listenErr
}
