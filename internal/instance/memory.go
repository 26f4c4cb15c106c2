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

	// memTableShare of it is for small checkpoints: one beyond half of a memory table goes to disk without it.
	memTableShare      = 64
	leastMemTableBytes = 1 << 20
	mostMemTableBytes  = 8 << 20

	// unflushedShare of it is for checkpoints that wait to be written.
	unflushedShare      = 12
	leastUnflushedBytes = 8 << 20
	mostUnflushedBytes  = 256 << 20
)

// storeShare is a share of the memory limit for the store, and the most if there is no limit.
func (in *Instance) storeShare(share, least, most int64) int64 {
	if limit := in.memoryLimit(); limit > 0 {
		return min(max(limit/share, least), most)
	}
	return most
}

// cacheBytes is how much memory the store may take for what it has read.
func (in *Instance) cacheBytes() int64 {
	if n := in.cfg.BlockCacheBytes.Load(); n > 0 {
		return n
	}
	return min(max(in.memoryLimit()/cacheShare, leastCacheBytes), mostCacheBytes)
}

// memoryLimit is the limit that is set, or under the policy tiered what the machine suggests; 0 is none.
func (in *Instance) memoryLimit() int64 {
	limit := in.cfg.MaxMemoryBytes.Load()
	if limit == 0 && in.cfg.AppendOnly.Load() && in.cfg.MemoryPolicy.Load() == config.PolicyTiered {
		limit = availableBytes() / 4 * 3
	}
	return limit
}

// tierBytes is the limit for the whole process, 0 if there is none but for keys and values.
func (in *Instance) tierBytes() int64 {
	if in.store == nil || in.cfg.MemoryPolicy.Load() != config.PolicyTiered {
		return 0
	}
	return in.memoryLimit()
}

// divideMemory tells the engine how much memory to take, and what to do when that is full.
func (in *Instance) divideMemory() {
	tier := engine.Tier{
		LogBytes: in.cfg.CheckpointBytes.Load(), DirtyBytes: in.cfg.CheckpointDirtyBytes.Load(),
		Interval: in.cfg.CheckpointInterval.Load(),
	}
	in.engine.SetEviction(evictionOf(in.cfg))
	if tier.MaxBytes = in.tierBytes(); tier.MaxBytes > 0 {
		in.engine.SetMaxMemory(0)
	} else {
		in.engine.SetMaxMemory(in.memoryLimit())
	}
	in.engine.SetTier(tier)
}
