package engine

import "sync"

// keepCursors is how many scans in key order may be under way at once; of more the oldest are forgotten.
const keepCursors = 1 << 14

// orderedCursor marks the cursors of scans in key order. Those in hash order are below, and all of them below 2^53, since
// there are clients that keep them in doubles.
const (
	orderedBit    = 52
	orderedCursor = 1 << orderedBit
)

// cursors remembers where scans in key order go on: a cursor on the wire is a number, and too small for a key.
type cursors struct {
	mu    sync.Mutex // guards what follows
	last  uint64
	keys  map[uint64]string
	queue []uint64 // in the order in which they were given out
}

// IsOrderedCursor reports whether KeepCursor has given a cursor out.
func IsOrderedCursor(cursor uint64) bool { return cursor>>orderedBit == 1 }

// KeepCursor returns a cursor that stands for a key.
func (e *Engine) KeepCursor(key []byte) uint64 {
	c := &e.cursors
	c.mu.Lock()
	defer c.mu.Unlock()
	if c.keys == nil {
		c.keys = make(map[uint64]string)
	}
	c.last++
	id := orderedCursor | c.last
	c.keys[id] = string(key)
	if c.queue = append(c.queue, id); len(c.queue) > keepCursors {
		delete(c.keys, c.queue[0])
		c.queue = c.queue[1:]
	}
	return id
}

// Cursor returns the key that a cursor stands for, as long as that is remembered.
func (e *Engine) Cursor(cursor uint64) (key []byte, found bool) {
	c := &e.cursors
	c.mu.Lock()
	defer c.mu.Unlock()
	k, found := c.keys[cursor]
	return []byte(k), found
}
