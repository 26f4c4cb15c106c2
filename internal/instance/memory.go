package instance

import (
	"github.com/holdfast-db/holdfast/internal/config"
	"github.com/holdfast-db/holdfast/internal/engine"
)

const (
	// cacheShare of the memory limit is for blocks of the store.
	cacheShare      = 16
	leastCacheBytes = 8 << 20
	mostCacheBytes  = 256 << 20
)

// cacheBytes is how much memory the store may take for what it has read.
func (in *Instance) cacheBytes() int64 {
	if n := in.cfg.BlockCacheBytes.Load(); n > 0 {
		return n
	}
	return min(max(in.cfg.MaxMemoryBytes.Load()/cacheShare, leastCacheBytes), mostCacheBytes)
}

// divideMemory tells the engine how much memory to take, and what to do when that is full.
func (in *Instance) divideMemory() {
	limit := in.cfg.MaxMemoryBytes.Load()
	tier := engine.Tier{DirtyBytes: in.cfg.CheckpointBytes.Load(), Interval: in.cfg.CheckpointInterval.Load()}
	in.engine.SetEviction(evictionOf(in.cfg))
	if in.store == nil || in.cfg.MemoryPolicy.Load() != config.PolicyTiered {
		in.engine.SetTier(tier)
		in.engine.SetMaxMemory(limit)
		return
	}
	if limit == 0 {
		limit = availableBytes() / 4 * 3
	}
	tier.MaxBytes = limit
	in.engine.SetMaxMemory(0)
	in.engine.SetTier(tier)
}
