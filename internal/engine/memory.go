package engine

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

// Close gives all memory back when the work in the background has ended. The log and the store are the caller's to
// close; units that come later find nothing.
func (e *Engine) Close() {
	e.closePins()
	e.background.Wait()
	e.shareView(nil)
	e.keys.Close()
}

// measureMemory adds up the arenas.
func (e *Engine) measureMemory() {
	inUse, _ := e.arenaBytes()
	e.memory.Store(inUse)
}
