//go:build darwin || dragonfly || freebsd || linux || netbsd || openbsd

package arena

import (
	"fmt"
	"os"
	"unsafe"

	"golang.org/x/sys/unix"
)

// mapPages gets n bytes from the system. Nothing is spent before they are touched.
func mapPages(n int) unsafe.Pointer {
	p, err := unix.MmapPtr(-1, 0, nil, uintptr(n), unix.PROT_READ|unix.PROT_WRITE, unix.MAP_ANON|unix.MAP_PRIVATE)
	if err != nil {
		panic(fmt.Sprintf("arena: out of memory: cannot map %d bytes: %v", n, err))
	}
	adviseMapped(unsafe.Slice((*byte)(p), n))
	return p
}

// unmapPages gives back what mapPages gave.
func unmapPages(p unsafe.Pointer, n int) {
	if err := unix.MunmapPtr(p, uintptr(n)); err != nil {
		panic(fmt.Sprintf("arena: cannot unmap %d bytes: %v", n, err))
	}
}

// discardPages gives the memory back and keeps the addresses. Where the system's
// pages are bigger than a piece, only those that lie wholly inside may go.
func discardPages(p unsafe.Pointer, n int) {
	page := os.Getpagesize()
	skip := int(-uintptr(p) & uintptr(page-1))
	whole := (n - skip) &^ (page - 1)
	if whole <= 0 {
		return
	}
	// A refusal costs memory and nothing else.
	_ = unix.Madvise(unsafe.Slice((*byte)(unsafe.Add(p, skip)), whole), adviceDiscard)
}
