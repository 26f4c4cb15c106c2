//go:build !(darwin || dragonfly || freebsd || linux || netbsd || openbsd)

package arena

import "unsafe"

// Without mmap the slabs lie in the Go heap, as byte slices that the collector
// need not look into. It frees them when the chunk table forgets them.

func mapPages(n int) unsafe.Pointer {
	return unsafe.Pointer(unsafe.SliceData(make([]byte, n)))
}

func unmapPages(unsafe.Pointer, int) {}

func discardPages(unsafe.Pointer, int) {}
