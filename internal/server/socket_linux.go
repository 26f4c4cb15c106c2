package server

import (
	"unsafe"

	"golang.org/x/sys/unix"
)

// recv reads from a non-blocking socket, without telling the scheduler: the call copies
// what is there and returns. p is not empty.
func recv(fd int, p []byte) (int, unix.Errno) {
	for {
		n, _, errno := unix.RawSyscall6(unix.SYS_RECVFROM, uintptr(fd),
			uintptr(unsafe.Pointer(&p[0])), uintptr(len(p)), unix.MSG_DONTWAIT, 0, 0)
		if errno != unix.EINTR {
			return int(n), errno
		}
	}
}

// send writes to a non-blocking socket like recv reads. p is not empty.
func send(fd int, p []byte) (int, unix.Errno) {
	for {
		n, _, errno := unix.RawSyscall6(unix.SYS_SENDTO, uintptr(fd),
			uintptr(unsafe.Pointer(&p[0])), uintptr(len(p)), unix.MSG_DONTWAIT|unix.MSG_NOSIGNAL, 0, 0)
		if errno != unix.EINTR {
			return int(n), errno
		}
	}
}

// setTCPOptions prepares a listening TCP socket; the connections accepted from it
// inherit the options. Silent peers are probed as Redis does: three times, a third of
// keepAliveSeconds apart.
func setTCPOptions(fd, keepAliveSeconds int) error {
	options := []struct{ level, name, value int }{
		{unix.IPPROTO_TCP, unix.TCP_NODELAY, 1},
		{unix.SOL_SOCKET, unix.SO_KEEPALIVE, 1},
		{unix.IPPROTO_TCP, unix.TCP_KEEPIDLE, keepAliveSeconds},
		{unix.IPPROTO_TCP, unix.TCP_KEEPINTVL, max(1, keepAliveSeconds/3)},
		{unix.IPPROTO_TCP, unix.TCP_KEEPCNT, 3},
	}
	if keepAliveSeconds < 0 {
		options = options[:1]
	}
	for _, o := range options {
		if err := unix.SetsockoptInt(fd, o.level, o.name, o.value); err != nil {
			return err
		}
	}
	return nil
}
