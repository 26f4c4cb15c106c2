package server

import (
	"fmt"
	"unsafe"

	"golang.org/x/sys/unix"
)

// maxEvents is how many connections one round serves at most.
const maxEvents = 512

// poller is one epoll instance. An event carries the descriptor in Fd and the tag that
// it was added with in Pad.
type poller struct {
	fd     int
	events [maxEvents]unix.EpollEvent
}

func (p *poller) open() (err error) {
	p.fd, err = unix.EpollCreate1(unix.EPOLL_CLOEXEC)
	return err
}

func (p *poller) add(fd int, tag int32, events uint32) error {
	ev := unix.EpollEvent{Events: events, Fd: int32(fd), Pad: tag}
	return unix.EpollCtl(p.fd, unix.EPOLL_CTL_ADD, fd, &ev)
}

// change replaces the events of a descriptor that was added.
func (p *poller) change(fd int, tag int32, events uint32) {
	ev := unix.EpollEvent{Events: events, Fd: int32(fd), Pad: tag}
	if err := unix.EpollCtl(p.fd, unix.EPOLL_CTL_MOD, fd, &ev); err != nil {
		panic(fmt.Sprintf("server: epoll change of descriptor %d: %v", fd, err))
	}
}

// poll returns what is ready without waiting. It is a raw system call: it does not
// block, so telling the scheduler would only cost.
func (p *poller) poll() []unix.EpollEvent {
	n, _, errno := unix.RawSyscall6(unix.SYS_EPOLL_PWAIT, uintptr(p.fd),
		uintptr(unsafe.Pointer(&p.events[0])), maxEvents, 0, 0, 0)
	return p.ready(int(n), errno)
}

// wait returns what is ready, after at most timeoutMillis, or at last when -1.
func (p *poller) wait(timeoutMillis int) []unix.EpollEvent {
	n, _, errno := unix.Syscall6(unix.SYS_EPOLL_PWAIT, uintptr(p.fd),
		uintptr(unsafe.Pointer(&p.events[0])), maxEvents, uintptr(timeoutMillis), 0, 0)
	return p.ready(int(n), errno)
}

func (p *poller) ready(n int, errno unix.Errno) []unix.EpollEvent {
	switch errno {
	case 0:
		return p.events[:n]
	case unix.EINTR:
		return nil
	}
	panic(fmt.Sprintf("server: epoll wait: %v", errno))
}
