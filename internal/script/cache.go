package script

import (
	"sync"
	"sync/atomic"
)

// shaDigits is the length of a script's name.
const shaDigits = 40

// scriptOverhead is about how many bytes a script takes beside its text, per byte of it: code, constants, positions.
const scriptOverhead = 10

// Cache keeps compiled scripts by name. Those that came by EVAL make room for others when they are too many; those
// that came by SCRIPT LOAD stay. It is safe for concurrent use.
type Cache struct {
	limit func() int64 // how many scripts of EVAL may stay
	now   atomic.Int64 // counts uses

	mu      sync.RWMutex // guards the rest
	scripts map[string]*Script
	passing int // those that came by EVAL only
	bytes   int64
}

// NewCache returns an empty cache. limit tells how many scripts of EVAL it may keep.
func NewCache(limit func() int64) *Cache {
	return &Cache{limit: limit, scripts: make(map[string]*Script)}
}

// Find is the script with a name in any case, nil if there is none.
func (c *Cache) Find(name []byte) *Script {
	if len(name) != shaDigits {
		return nil
	}
	var lower [shaDigits]byte
	for i, d := range name {
		if d >= 'A' && d <= 'Z' {
			d += 'a' - 'A'
		}
		lower[i] = d
	}
	c.mu.RLock()
	s := c.scripts[string(lower[:])]
	c.mu.RUnlock()
	if s != nil && !s.kept.Load() {
		s.used.Store(c.now.Add(1))
	}
	return s
}

// Load is the script with a text, compiled now if it is not there. One that is to be kept stays until Flush. The
// error is the reply.
func (c *Cache) Load(text []byte, keep bool) (*Script, error) {
	source := string(text)
	sha := sha1Of(source)
	c.mu.RLock()
	s := c.scripts[sha]
	c.mu.RUnlock()
	if s == nil {
		var err error
		if s, err = newScript(sha, source); err != nil {
			return nil, err
		}
	}
	s.used.Store(c.now.Add(1))
	return c.add(s, keep), nil
}

// add puts a script into the cache, unless somebody else has done so meanwhile.
func (c *Cache) add(s *Script, keep bool) *Script {
	if !keep && s.kept.Load() {
		return s
	}
	c.mu.Lock()
	defer c.mu.Unlock()
	if old := c.scripts[s.SHA]; old != nil {
		s = old
	} else {
		c.makeRoom()
		c.scripts[s.SHA] = s
		c.passing++
		c.bytes += int64(len(s.source))
	}
	if keep && !s.kept.Swap(true) {
		c.passing--
	}
	return s
}

// makeRoom drops the script of EVAL that was not used for the longest time, if there are too many. Finding it by
// looking at all costs less than the compiling that comes before.
func (c *Cache) makeRoom() {
	for c.passing > 0 && int64(c.passing) >= max(1, c.limit()) {
		var oldest *Script
		for _, s := range c.scripts {
			if !s.kept.Load() && (oldest == nil || s.used.Load() < oldest.used.Load()) {
				oldest = s
			}
		}
		delete(c.scripts, oldest.SHA)
		c.bytes -= int64(len(oldest.source))
		c.passing--
	}
}

// Flush forgets all scripts.
func (c *Cache) Flush() {
	c.mu.Lock()
	defer c.mu.Unlock()
	clear(c.scripts)
	c.passing, c.bytes = 0, 0
}

// Len is the number of scripts.
func (c *Cache) Len() int {
	c.mu.RLock()
	defer c.mu.RUnlock()
	return len(c.scripts)
}

// Bytes is about how much memory the scripts take.
func (c *Cache) Bytes() int64 {
	c.mu.RLock()
	defer c.mu.RUnlock()
	return c.bytes * scriptOverhead
}
