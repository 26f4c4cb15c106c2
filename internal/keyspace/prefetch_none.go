//go:build !(amd64 || arm64)

package keyspace

// prefetch does nothing where we do not know how.
func prefetch(uintptr) {}
