package engine

// A Tracker hears of every change of a key, for clients that cache what they have read.
type Tracker interface {
	// Changed tells that a key of a locked shard has changed. by is the Owner of the unit that did it, 0 for the passing
	// of time.
	Changed(shard int, key []byte, by int64)
	// Flushed tells that whole databases have changed. All shards are locked.
	Flushed()
}

// SetTracker has tr told of changes whenever Track is on. It is called before the first unit begins.
func (e *Engine) SetTracker(tr Tracker) { e.tracker = tr }

// Track turns the telling on or off. A client that is tracked reads no key before it is on.
func (e *Engine) Track(on bool) { e.tracking.Store(on) }

// WithShard calls fn with a shard locked, and reports true, unless a script holds the shard. The caller holds no other.
func (e *Engine) WithShard(i int, fn func()) bool {
	if !e.lockUnlessScript(i) {
		return false
	}
	defer e.keys.Shard(i).Unlock()
	fn()
	return true
}

// Shards is the number of shards.
func (e *Engine) Shards() int { return e.keys.Shards() }

// SetOwner says whose units these are, for Tracker.
func (t *Txn) SetOwner(id int64) { t.owner = id }

// ShardOf is the shard of a key.
func (t *Txn) ShardOf(key []byte) int { return t.e.keys.ShardOf(t.hash(key)) }

// flushed tells the tracker that a whole database has changed, for it may remember keys of those who have left.
func (t *Txn) flushed() {
	if t.e.tracker != nil && !t.replaying {
		t.e.tracker.Flushed()
	}
}
