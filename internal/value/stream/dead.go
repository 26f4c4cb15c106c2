package stream

import (
	"strconv"

	"github.com/holdfast-db/holdfast/internal/page"
)

// The fields in front of a dead letter's own: where it comes from, and what happened to it there.
const (
	DeadStream     = "dead-stream"
	DeadID         = "dead-id"
	DeadGroup      = "dead-group"
	DeadConsumer   = "dead-consumer"
	DeadDeliveries = "dead-deliveries"
	DeadFirst      = "dead-first"
	DeadLast       = "dead-last"
	DeadReason     = "dead-reason"

	// DeadFields is how many there are.
	DeadFields = 8
)

// AppendDead appends the fields and values of an entry as a dead letter of the stream under a key.
func (g *Group) AppendDead(dst [][]byte, key []byte, p *Pending, e *Entry) [][]byte {
	number := func(n int64) []byte { return strconv.AppendInt(nil, n, 10) }
	reason := p.Reason
	if len(reason) == 0 {
		reason = []byte("max-deliveries")
	}
	for _, pair := range [DeadFields]struct {
		name  string
		value []byte
	}{
		{DeadStream, key}, {DeadID, AppendID(nil, p.ID)}, {DeadGroup, g.name}, {DeadConsumer, p.Consumer},
		{DeadDeliveries, strconv.AppendUint(nil, p.Count, 10)}, {DeadFirst, number(p.First)}, {DeadLast, number(p.Time)},
		{DeadReason, reason},
	} {
		dst = append(dst, []byte(pair.name), append([]byte(nil), pair.value...))
	}
	e.Each(func(field, value page.Item) {
		dst = append(dst, field.AppendText(nil), value.AppendText(nil))
	})
	return dst
}
