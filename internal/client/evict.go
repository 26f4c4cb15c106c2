package client

import "slices"

// baseBytes is about what a connected client takes that does nothing.
const baseBytes = 4 << 10

// watchBytes is about what a watched key takes.
const watchBytes = 160

// MemoryBytes is about how much memory the server holds for the client: input, output, what MULTI has queued, watched
// keys, subscriptions and prefixes.
func (c *Client) MemoryBytes() int64 {
	return baseBytes + c.queryBytes.Load() + c.OutputBytes() + c.queuedMem.Load() +
		int64(c.watched.Load())*watchBytes + c.subs.bytes.Load() + c.prefixBytes.Load()
}

// Evict closes clients, those that take the most memory first, until all that may be closed take limitBytes at most
// (maxmemory-clients).
func (r *Registry) Evict(limitBytes int64) {
	type load struct {
		client *Client
		bytes  int64
	}
	var loads []load
	total := int64(0)
	for _, c := range r.List() {
		if !c.HasFlag(FlagNoEvict | FlagClosing) {
			bytes := c.MemoryBytes()
			total += bytes
			loads = append(loads, load{c, bytes})
		}
	}
	if total <= limitBytes {
		return
	}
	slices.SortStableFunc(loads, func(a, b load) int { return int(b.bytes - a.bytes) })
	for _, l := range loads {
		if total <= limitBytes {
			return
		}
		total -= l.bytes
		l.client.closeOutbox()
		l.client.Kill()
		r.Stats.Evictions.Add(1)
	}
}

// DropSlow closes the clients that have not read what they were sent for longer than their soft limit allows. Those
// that are sent nothing more find out in no other way.
func (r *Registry) DropSlow(nowMillis int64) {
	var slow []*Client
	r.mu.Lock()
	for _, c := range r.byID {
		if c.OutputBytes() > 0 && c.IsTooSlow(nowMillis) {
			slow = append(slow, c)
		}
	}
	r.mu.Unlock()
	for _, c := range slow {
		c.dropSlow()
	}
}
