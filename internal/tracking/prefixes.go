package tracking

import (
	"maps"
	"slices"
	"sync"
	"sync/atomic"
)

// prefixes is what clients in BCAST mode wait for. Keys that change are gathered, and sent when the round of commands
// that changed them is over: one message for each prefix.
type prefixes struct {
	count   atomic.Int32 // zero spares writers the lock
	pending atomic.Bool  // there is something to send

	mu      sync.Mutex // guards the fields below
	byName  map[string]*prefix
	lengths []int // of the prefixes, each once, ascending
}

type prefix struct {
	caches  []*cache
	changed map[string]int64 // keys, and who changed them last
}

func (p *prefixes) add(name string, c *cache) {
	p.mu.Lock()
	defer p.mu.Unlock()
	if p.byName == nil {
		p.byName = make(map[string]*prefix)
	}
	if p.byName[name] == nil {
		p.byName[name] = &prefix{changed: make(map[string]int64)}
		if i, found := slices.BinarySearch(p.lengths, len(name)); !found {
			p.lengths = slices.Insert(p.lengths, i, len(name))
		}
	}
	p.byName[name].caches = append(p.byName[name].caches, c)
	p.count.Store(int32(len(p.byName)))
}

// remove leaves the lengths alone until the last prefix is gone: a length too many only costs a look.
func (p *prefixes) remove(names []string, c *cache) {
	p.mu.Lock()
	defer p.mu.Unlock()
	for _, name := range names {
		pre := p.byName[name]
		pre.caches = slices.DeleteFunc(pre.caches, func(other *cache) bool { return other == c })
		if len(pre.caches) == 0 {
			delete(p.byName, name)
		}
	}
	if len(p.byName) == 0 {
		p.lengths = nil
	}
	p.count.Store(int32(len(p.byName)))
}

// note gathers a key for all its prefixes.
func (p *prefixes) note(key []byte, by int64) {
	if p.count.Load() == 0 {
		return
	}
	p.mu.Lock()
	defer p.mu.Unlock()
	for _, n := range p.lengths {
		if n > len(key) {
			return
		}
		if pre := p.byName[string(key[:n])]; pre != nil {
			pre.changed[string(key)] = by
			p.pending.Store(true)
		}
	}
}

// flush sends what was gathered.
func (p *prefixes) flush() {
	p.mu.Lock()
	defer p.mu.Unlock()
	p.pending.Store(false)
	for _, name := range slices.Sorted(maps.Keys(p.byName)) {
		if pre := p.byName[name]; len(pre.changed) > 0 {
			pre.flush()
		}
	}
}

func (p *prefix) flush() {
	all := p.message(0)
	for _, c := range p.caches {
		message := all
		if c.noLoop.Load() {
			message = p.message(c.client.ID)
		}
		if message != nil {
			c.send(message)
		}
	}
	clear(p.changed)
}

// message is about all keys but those that one client has changed itself; nil if none is left.
func (p *prefix) message(except int64) *invalidation {
	var keys [][]byte
	for _, key := range slices.Sorted(maps.Keys(p.changed)) {
		if by := p.changed[key]; by == 0 || by != except {
			keys = append(keys, []byte(key))
		}
	}
	if len(keys) == 0 {
		return nil
	}
	message := invalidationOf(keys)
	return &message
}

func (p *prefixes) len() int {
	p.mu.Lock()
	defer p.mu.Unlock()
	return len(p.byName)
}
