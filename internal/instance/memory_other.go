//go:build !linux

package instance

// availableBytes is not found out on this system: there is no limit unless one is set.
func availableBytes() int64 { return 0 }

// programBytes is not found out either.
func programBytes() int64 { return 0 }
