//go:build !(amd64 || arm64)

package arena

// Prefetch does nothing where we do not know how.
func Prefetch(uintptr) {}
