package pubsub

import (
	"bytes"

	"github.com/holdfast-db/holdfast/internal/client"
	"github.com/holdfast-db/holdfast/internal/command"
	"github.com/holdfast-db/holdfast/internal/commitlog"
)

const publishFlags = command.PubSub | command.Loading | command.Stale | command.Fast | command.MayReplicate

func (f *family) publish() command.Spec {
	return command.Spec{
		Name: "PUBLISH", Group: "pubsub", Since: "2.0.0",
		Complexity: "O(N+M) where N is the number of clients subscribed to the receiving channel and M is the total number" +
			" of subscribed patterns (by any client).",
		Summary:  "Sends a message to all who listen to a channel.",
		Flags:    publishFlags,
		Channels: command.Channels(1, 1),
		Syntax:   "channel message",
		Compat:   command.Matches("7.2"),
		Run:      func(c *command.Call) { f.send(c, client.Channel) },
	}
}

func (f *family) shardPublish() command.Spec {
	return command.Spec{
		Name: "SPUBLISH", Group: "pubsub", Since: "7.0.0",
		Complexity: "O(N) where N is the number of clients subscribed to the receiving shard channel.",
		Summary:    "Sends a message to all who listen to a shard channel.",
		Flags:      publishFlags,
		Keys:       []command.KeyRule{command.At(1, command.NotKey)},
		Channels:   command.Channels(1, 1),
		Syntax:     "shardchannel message",
		Compat:     command.Matches("7.2"),
		Run:        func(c *command.Call) { f.send(c, client.ShardChannel) },
	}
}

// send publishes at once, or with the larger unit that the call is part of: nobody may hear of what its unit has not
// committed. What the client has written before must be in the log as well, as far as the policy asks, before somebody
// acts on the message.
func (f *family) send(c *command.Call, t client.Topic) {
	channel, payload := c.Args[1], c.Args[2]
	if !c.NoWait {
		c.Out.Int(int64(f.deliver(t, channel, payload, c.Tx.Wait())))
		return
	}
	c.Out.Int(int64(f.registry.Receivers(t, channel)))
	channel, payload = bytes.Clone(channel), bytes.Clone(payload)
	c.Tx.AfterCommit(func(lsn commitlog.LSN) { f.deliver(t, channel, payload, lsn) })
}

func (f *family) deliver(t client.Topic, channel, payload []byte, lsn commitlog.LSN) (receivers int) {
	if t == client.ShardChannel {
		return f.registry.PublishShard(channel, payload, lsn)
	}
	return f.registry.Publish(channel, payload, lsn)
}
