//go:build !linux

package server

// residentBytes is not known here.
func residentBytes() int64 { return 0 }

// systemBytes is not known here.
func systemBytes() int64 { return 0 }
