package streams

import (
	"strconv"

	"github.com/holdfast-db/holdfast/internal/command"
	"github.com/holdfast-db/holdfast/internal/value/stream"
)

// replyProperties writes a group's properties, if it has any, and returns how many fields those are: groups without are
// described as Redis describes them.
func replyProperties(c *command.Call, g *stream.Group) (fields int) {
	p := &g.Properties
	if *p != (stream.Properties{}) {
		replyCount(c, "visibility", p.Visibility)
		backoff := float64(max(p.Backoff, stream.PlainBackoff)) / stream.PlainBackoff
		c.Out.BulkString("backoff")
		c.Out.BulkString(strconv.FormatFloat(backoff, 'g', -1, 64))
		replyCount(c, "max-visibility", p.MaxVisibility)
		replyCount(c, "max-deliveries", int64(p.MaxDeliveries))
		replyPair(c, "dead-letter", []byte(p.DeadLetter))
		fields = 5
	}
	if p.OrderBy != "" {
		replyPair(c, "order-by", []byte(p.OrderBy))
		replyCount(c, "parked", int64(g.Parked()))
		fields += 2
	}
	if g.Scheduled() > 0 {
		replyCount(c, "scheduled", int64(g.Scheduled()))
		fields++
	}
	return fields
}

// replyOwn writes what a stream has that Redis's streams do not have, and returns how many fields those are.
func (s opened) replyOwn(c *command.Call) (fields int) {
	if n := s.Delayed(); n > 0 {
		replyCount(c, "delayed", int64(n))
		fields++
	}
	if m := &s.Idempotence; m.MaxSize > 0 {
		replyCount(c, "idmp-duration", m.DurationMillis/1000)
		replyCount(c, "idmp-maxsize", m.MaxSize)
		replyCount(c, "pids-tracked", int64(m.Producers()))
		replyCount(c, "iids-tracked", int64(m.Names()))
		replyCount(c, "iids-added", int64(m.Added))
		replyCount(c, "iids-duplicates", int64(m.Duplicates))
		fields += 6
	}
	r := &s.Retention
	if *r == (stream.Retention{}) {
		return fields
	}
	_, held := s.Excess(c.Tx.Now(), s.Len())
	replyCount(c, "retain-length", r.Length)
	replyCount(c, "retain-age", r.AgeMillis)
	replyCount(c, "retain-bytes", r.Bytes)
	unread := "yes"
	if r.Unread {
		unread = "no"
	}
	replyPair(c, "retain-unread", []byte(unread))
	replyCount(c, "retain-held", int64(held))
	return fields + 5
}
