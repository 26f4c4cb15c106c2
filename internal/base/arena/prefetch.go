//go:build amd64 || arm64

package arena

// Prefetch asks for the cache line at p and does not wait for it.
func Prefetch(p uintptr)
