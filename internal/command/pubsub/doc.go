// Package pubsub owns the commands about channels: subscribing to them, publishing, and asking who listens.
package pubsub

import (
	"github.com/holdfast-db/holdfast/internal/client"
	"github.com/holdfast-db/holdfast/internal/command"
	"github.com/holdfast-db/holdfast/internal/pubsub"
)

// family is what the commands work on.
type family struct{ registry *pubsub.Registry }

// Specs returns the family's commands.
func Specs(registry *pubsub.Registry) []command.Spec {
	f := &family{registry}
	return []command.Spec{
		f.subscribe("SUBSCRIBE", "2.0.0", client.Channel, "Listens to channels."),
		f.subscribe("PSUBSCRIBE", "2.0.0", client.Pattern, "Listens to all channels that match patterns."),
		f.subscribe("SSUBSCRIBE", "7.0.0", client.ShardChannel, "Listens to shard channels."),
		f.unsubscribe("UNSUBSCRIBE", "2.0.0", client.Channel, "Stops listening to channels, all of them if none is given."),
		f.unsubscribe("PUNSUBSCRIBE", "2.0.0", client.Pattern, "Stops listening to patterns, all of them if none is given."),
		f.unsubscribe("SUNSUBSCRIBE", "7.0.0", client.ShardChannel,
			"Stops listening to shard channels, all of them if none is given."),
		f.publish(), f.shardPublish(), f.pubSub(),
	}
}
