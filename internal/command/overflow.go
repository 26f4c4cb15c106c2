package command

import "github.com/holdfast-db/holdfast/internal/client"

// CloseIfTooLong closes the client when the output is more than its limit allows, and reports that: the reply need not
// be finished, for nobody will get it. A handler whose reply can be of any length, however little data there is, asks
// before each element.
func (c *Call) CloseIfTooLong() bool {
	limit := c.Client.OutputLimit().HardBytes
	if limit == 0 || int64(c.Out.Len()) <= limit {
		return false
	}
	c.Client.SetFlag(client.FlagClosing, true)
	return true
}
