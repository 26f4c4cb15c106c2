package instance

const (
	// cacheShare of the memory limit is for blocks of the store.
	cacheShare      = 16
	leastCacheBytes = 8 << 20
	mostCacheBytes  = 256 << 20
)

// cacheBytes is how much memory the store may take for what it has read.
func (in *Instance) cacheBytes() int64 {
	return min(max(in.cfg.MaxMemoryBytes.Load()/cacheShare, leastCacheBytes), mostCacheBytes)
}
