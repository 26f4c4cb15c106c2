package engine

import "github.com/holdfast-db/holdfast/internal/keyspace"

// Memory is the number of bytes that keys and values take, as of the last Cron.
func (e *Engine) Memory() int64 { return e.memory.Load() }

// SetMaxMemory limits the memory of keys and values in bytes; 0 means no limit.
func (e *Engine) SetMaxMemory(bytes int64) {
	e.maxMemory.Store(bytes)
	e.measureMemory()
}

// MaxMemory is the limit set by SetMaxMemory.
func (e *Engine) MaxMemory() int64 { return e.maxMemory.Load() }

// IsOverMemory reports whether commands that need memory are to be refused.
func (e *Engine) IsOverMemory() bool {
	limit := e.maxMemory.Load()
	return limit > 0 && e.memory.Load() > limit
}

// Close gives all memory back. The log is the caller's to close; units that come later find nothing.
func (e *Engine) Close() { e.keys.Close() }

// measureMemory adds up the arenas, one shard at a time.
func (e *Engine) measureMemory() {
	var total int64
	for i := range e.keys.Shards() {
		sh := e.keys.Shard(i)
		sh.Lock()
		sh.Each(func(_ int, s *keyspace.Space) { total += s.Arena().Stats().InUseBytes })
		sh.Unlock()
	}
	e.memory.Store(total)
}
