package client

import "github.com/holdfast-db/holdfast/internal/engine"

// Tracker remembers which keys its client has read, so that it can be told when they change (CLIENT TRACKING). It
// belongs to the client's goroutine.
type Tracker interface {
	// Read tells that the client has read a key, whose shard is still locked.
	Read(t *engine.Txn, key []byte)
	// Ran tells that a command has ended, a whole transaction counting as one, and that what CLIENT CACHING has said is
	// used up.
	Ran()
}

// SetTracker has a tracker told of what the client reads; nil ends it. redirect is the client that the invalidations
// go to, 0 for this one.
func (c *Client) SetTracker(t Tracker, redirect int64) {
	c.Tracker = t
	c.SetFlag(FlagTracking, t != nil)
	if t == nil {
		redirect = -1
		c.SetFlag(FlagBroadcast|FlagBrokenRedirect, false)
		c.prefixBytes.Store(0)
	}
	c.redirect.Store(redirect)
}

// Redirect is the client that the invalidations go to: 0 for this one, -1 if none are sent.
func (c *Client) Redirect() int64 { return c.redirect.Load() }

// prefixOverheadBytes is about what a tracked prefix takes besides its bytes.
const prefixOverheadBytes = 96

// AddPrefix counts the memory of a prefix that is tracked for the client.
func (c *Client) AddPrefix(prefix string) {
	c.prefixBytes.Add(int64(len(prefix)) + prefixOverheadBytes)
}
