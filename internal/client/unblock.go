package client

// Unblocked says whether and how CLIENT UNBLOCK ended a client's wait.
type Unblocked uint32

// The ways of CLIENT UNBLOCK.
const (
	NotUnblocked Unblocked = iota
	// UnblockedByTimeout lets the command end as if its time were over.
	UnblockedByTimeout
	// UnblockedWithError lets it end with an error.
	UnblockedWithError
)

// BeginWait marks the client as blocked. One that waits for keys has them locked.
func (c *Client) BeginWait() {
	c.unblock.Store(uint32(NotUnblocked))
	c.SetFlag(FlagBlocked, true)
}

// IsWaiting reports whether a blocked client is still to be served: it was neither unblocked nor killed. What it were
// given after that would be lost.
func (c *Client) IsWaiting() bool {
	return c.HasFlag(FlagBlocked) && !c.HasFlag(FlagClosing) && c.Unblocked() == NotUnblocked
}

// Unblock ends the client's wait, from any goroutine, and reports whether the client was blocked. The caller holds
// all shards, so that nobody is serving the client at the same time.
func (c *Client) Unblock(how Unblocked) bool {
	if !c.HasFlag(FlagBlocked) {
		return false
	}
	c.unblock.Store(uint32(how))
	c.Wake()
	return true
}

// Unblocked tells how the client was unblocked since its wait began.
func (c *Client) Unblocked() Unblocked { return Unblocked(c.unblock.Load()) }
