package tracking

import (
	"slices"
	"sync/atomic"

	"github.com/holdfast-db/holdfast/internal/client"
	"github.com/holdfast-db/holdfast/internal/engine"
)

// cache is what one client caches, from CLIENT TRACKING ON to OFF. It is the client's Tracker. The fields that are not
// atomic belong to the client's goroutine.
type cache struct {
	table  *Table
	client *client.Client
	off    atomic.Bool // what is left of it in the table counts no more
	noLoop atomic.Bool

	mode     Mode
	prefixes []string // in BCAST mode, in order
	said     bool     // CLIENT CACHING has said something about the next command
}

// Read implements client.Tracker.
func (c *cache) Read(t *engine.Txn, key []byte) {
	switch {
	case c.mode == Broadcast, c.mode == OptIn && !c.said, c.mode == OptOut && c.said:
		return
	}
	c.table.remember(t.ShardOf(key), key, c)
}

// Ran implements client.Tracker.
func (c *cache) Ran() { c.said = false }

// send pushes an invalidation to whoever is to get it. A client that speaks RESP2 can be told only through another
// that has subscribed.
func (c *cache) send(m *invalidation) {
	to, redirect := c.client, c.client.Redirect()
	if redirect > 0 {
		if to = c.table.clients.Find(redirect); to == nil || to.HasFlag(client.FlagClosing) {
			c.lament(redirect)
			return
		}
	}
	switch {
	case to.Protocol() == 3:
		to.Push(m.push, 0)
	case redirect > 0 && to.HasFlag(client.FlagPubSub):
		to.Push(m.message, 0)
	}
}

// lament tells the client that nobody gets its invalidations any more.
func (c *cache) lament(redirect int64) {
	c.client.SetFlag(client.FlagBrokenRedirect, true)
	if c.client.Protocol() == 3 {
		c.client.Push(brokenRedirect(redirect), 0)
	}
}

// cacheOf is the cache of a client that is tracked, else nil.
func cacheOf(c *client.Client) *cache {
	cached, _ := c.Tracker.(*cache)
	return cached
}

// hasPrefix reports whether the client waits for exactly that prefix.
func (c *cache) hasPrefix(name string) bool { return slices.Contains(c.prefixes, name) }
