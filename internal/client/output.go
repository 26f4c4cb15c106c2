package client

import "github.com/holdfast-db/holdfast/internal/config"

// Govern has the client's output bound by the limits of its class, and counted in stats when they close it.
func (c *Client) Govern(limits *config.Limits, stats *Stats) {
	c.limits, c.stats = limits, stats
}

// OutputBytes is how much output of the client waits to be sent.
func (c *Client) OutputBytes() int64 { return c.outBytes.Load() + c.outbox.bytes.Load() }

// OutputLimit is the output buffer limit of the client's class.
func (c *Client) OutputLimit() config.OutputLimit {
	if c.limits == nil {
		return config.OutputLimit{}
	}
	class := config.ClassNormal
	if c.HasFlag(FlagPubSub) {
		class = config.ClassPubSub
	}
	return c.limits.Load()[class]
}

func (c *Client) isOverHardLimit(bytes int64) bool {
	limit := c.OutputLimit().HardBytes
	return limit > 0 && bytes > limit
}

// IsTooSlow reports whether the limits say that the client has to go. It notes since when the output is over the soft
// limit, so it has to be asked whenever the output may have changed, and now and then besides.
func (c *Client) IsTooSlow(nowMillis int64) bool {
	limit, n := c.OutputLimit(), c.OutputBytes()
	if limit.SoftBytes == 0 || n <= limit.SoftBytes {
		c.overSoft.Store(0)
	} else {
		c.overSoft.CompareAndSwap(0, nowMillis)
	}
	since := c.overSoft.Load()
	return limit.HardBytes > 0 && n > limit.HardBytes ||
		since != 0 && nowMillis-since >= limit.SoftSeconds*1000
}

// SoftDeadline is when a client whose output stays over the soft limit has to go, in unix milliseconds; 0 is never.
func (c *Client) SoftDeadline() int64 {
	since := c.overSoft.Load()
	if since == 0 {
		return 0
	}
	return since + c.OutputLimit().SoftSeconds*1000
}

// dropSlow closes a client that does not read what it is sent.
func (c *Client) dropSlow() {
	if c.closeOutbox() {
		c.stats.OutputBufferKills.Add(1)
		c.Kill()
	}
}
