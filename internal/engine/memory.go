package engine

import "github.com/holdfast-db/holdfast/internal/keyspace"

// Memory is the number of bytes that keys and values take: with a limit on it as of now, else as of the last Cron.
func (e *Engine) Memory() int64 { return e.memory.Load() }

// SetMaxMemory limits the memory of keys and values in bytes; 0 means no limit.
func (e *Engine) SetMaxMemory(bytes int64) {
	e.maxMemory.Store(bytes)
	e.measureMemory()
}

// MaxMemory is the limit set by SetMaxMemory.
func (e *Engine) MaxMemory() int64 { return e.maxMemory.Load() }

// emptyBytes is less than any server takes. Who sets a lower limit wants to see what happens when it is exceeded.
const emptyBytes = 1 << 10

// IsOverMemory reports whether commands that need memory are to be refused.
func (e *Engine) IsOverMemory() bool {
	limit := e.maxMemory.Load()
	return limit > 0 && max(e.memory.Load()+e.overhead.Load(), emptyBytes) > limit
}

// ArenaBytes is what the system spends on keys and values, free blocks included, as of the last Tend.
func (e *Engine) ArenaBytes() int64 { return e.arenas.Load() }

// SetOverhead says how to find out how many bytes count under that limit beside keys and values: what clients have in their
// buffers. It is to be called before the first unit.
func (e *Engine) SetOverhead(measure func() int64) { e.measureOverhead = measure }

// MeasureOverhead finds out. It is to be called some dozens of times a second. What counts is there twice running: output
// that leaves at once takes no memory for long, and messages that tell clients of evicted keys must not evict more keys.
func (e *Engine) MeasureOverhead() {
	if e.measureOverhead == nil {
		return
	}
	bytes := e.measureOverhead()
	e.overhead.Store(min(bytes, e.measured.Swap(bytes)))
}

// overheadShare of the limit is what is not worth to be measured again: all clients have to be asked for it.
const overheadShare = 128

// lowerOverhead looks whether there is less by now, once a millisecond, before keys are deleted because of it.
func (e *Engine) lowerOverhead(nowMillis int64) {
	at, bytes := e.loweredAt.Load(), e.overhead.Load()
	if bytes > e.maxMemory.Load()/overheadShare && at != nowMillis && e.loweredAt.CompareAndSwap(at, nowMillis) {
		e.overhead.Store(min(bytes, e.measureOverhead()))
	}
}

// account brings the count of memory up to date with a shard, whose lock is held. What a checkpoint keeps from being freed
// counts where the limit is about all that the process takes; to delete keys because of it would be a pity.
func (e *Engine) account(shard int) {
	inUse, tiered := int64(0), e.tier.Load().MaxBytes > 0
	e.keys.Shard(shard).Each(func(_ int, s *keyspace.Space) {
		st := s.Arena().Stats()
		inUse += st.InUseBytes
		if tiered {
			inUse += st.KeptBytes
		}
	})
	if state := &e.reached[shard]; inUse != state.memory {
		e.memory.Add(inUse - state.memory)
		state.memory = inUse
	}
}

// Close gives all memory back when the work in the background has ended. The log and the store are the caller's to
// close; units that come later find nothing.
func (e *Engine) Close() {
	e.closePins()
	e.background.Wait()
	e.shareView(nil)
	e.keys.Close()
}

// measureMemory brings the count of memory up to date.
func (e *Engine) measureMemory() {
	for i := range e.keys.Shards() {
		e.WithShard(i, func() { e.account(i) }) // a script does it itself when it ends
	}
}
