package client

import "slices"

// Membership is something that a client can be in and has to leave when it ends or RESETs: the channels, the monitors,
// those whose keys are tracked.
type Membership interface {
	// Leave runs on the client's own goroutine, which holds no locks.
	Leave(c *Client)
}

// Join notes that the client is in m. Doing so again changes nothing.
func (c *Client) Join(m Membership) {
	if !slices.Contains(c.joined, m) {
		c.joined = append(c.joined, m)
	}
}

// LeaveAll ends all memberships.
func (c *Client) LeaveAll() {
	for _, m := range c.joined {
		m.Leave(c)
	}
	c.joined = nil
}

// Close ends what others know of a client whose connection is gone.
func (c *Client) Close() {
	c.LeaveAll()
	c.closeOutbox()
}
