//go:build amd64 || arm64

package keyspace

// prefetch asks for the cache line at p and does not wait for it.
func prefetch(p uintptr)
