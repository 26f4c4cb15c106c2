package instance

import (
	"github.com/holdfast-db/holdfast/internal/commitlog"
	"github.com/holdfast-db/holdfast/internal/event"
)

// tellEvents publishes what has happened to keys, as the setting notify-keyspace-events asks for. The messages leave when
// the log has what they tell of.
func (in *Instance) tellEvents(lsn commitlog.LSN, events []event.Event) {
	set := in.engine.Events()
	for _, e := range events {
		set.Tell(e, func(channel, payload []byte) { in.pubsub.Publish(channel, payload, lsn) })
	}
}
