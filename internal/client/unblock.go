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

// Unblock ends the client's wait, from any goroutine, and reports whether the client was blocked.
func (c *Client) Unblock(how Unblocked) bool {
	if !c.HasFlag(FlagBlocked) {
		return false
	}
	c.unblock.Store(uint32(how))
	c.Wake()
	return true
}

// TakeUnblock tells how the client was unblocked since the last call.
func (c *Client) TakeUnblock() Unblocked { return Unblocked(c.unblock.Swap(0)) }
