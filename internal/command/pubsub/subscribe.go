package pubsub

import (
	"strings"

	"github.com/holdfast-db/holdfast/internal/client"
	"github.com/holdfast-db/holdfast/internal/command"
)

// access are the words that must be allowed to somebody who subscribes.
func access(t client.Topic) command.ChannelRule {
	if t == client.Pattern {
		return command.ChannelPatterns(1, -1)
	}
	return command.Channels(1, -1)
}

// words are how the syntax calls what is subscribed to, and keys where it is routed like keys.
func words(t client.Topic) (word string, keys []command.KeyRule) {
	switch t {
	case client.Pattern:
		return "pattern", nil
	case client.ShardChannel:
		return "shardchannel", []command.KeyRule{command.Span(1, -1, 1, command.NotKey)}
	default:
		return "channel", nil
	}
}

func (f *family) subscribe(name, since string, t client.Topic, summary string) command.Spec {
	word, keys := words(t)
	return command.Spec{
		Name: name, Group: "pubsub", Since: since, Complexity: "O(N) where N is the number of " + word + "s to subscribe to",
		Summary: summary,
		Flags: command.PubSub | command.NoScript | command.Loading | command.Stale | command.RepliesByPush |
			command.WhileListening,
		Keys:     keys,
		Channels: access(t),
		Syntax:   word + " [" + word + " ...]",
		Compat:   command.Matches("7.2"),
		Run: func(c *command.Call) {
			if c.Client.HasFlag(client.FlagInternal) {
				c.Fail(command.ErrNeedsConnection)
				return
			}
			for _, arg := range c.Args[1:] {
				f.registry.Subscribe(c.Client, t, string(arg))
				confirm(c, t, arg)
			}
		},
	}
}

func (f *family) unsubscribe(name, since string, t client.Topic, summary string) command.Spec {
	word, keys := words(t)
	return command.Spec{
		Name: name, Group: "pubsub", Since: since,
		Complexity: "O(N) where N is the number of " + word + "s to unsubscribe from",
		Summary:    summary,
		Flags: command.PubSub | command.NoScript | command.Loading | command.Stale | command.RepliesByPush |
			command.WhileListening,
		Keys:   keys,
		Syntax: "[" + word + " [" + word + " ...]]",
		Compat: command.Matches("7.2"),
		Run:    func(c *command.Call) { f.leave(c, t) },
	}
}

// leave unsubscribes from what is given, or from everything. What came up to then is written before the confirmations,
// after which nothing more may come.
func (f *family) leave(c *command.Call, t client.Topic) {
	names := c.Args[1:]
	if len(names) == 0 {
		for _, name := range c.Client.SubscribedNames(t) {
			names = append(names, []byte(name))
		}
	}
	if len(names) == 0 {
		confirm(c, t, nil)
		return
	}
	before := count(c.Client, t)
	left := make([]int, len(names)) // subscriptions after each
	for i, name := range names {
		if f.registry.Unsubscribe(c.Client, t, string(name)) {
			before--
		}
		left[i] = before
	}
	c.TakePushes()
	for i, name := range names {
		write(c, strings.ToLower(c.Spec.Name), name, left[i])
	}
}

// confirm tells what was done, and how much the client listens to now.
func confirm(c *command.Call, t client.Topic, name []byte) {
	write(c, strings.ToLower(c.Spec.Name), name, count(c.Client, t))
}

func write(c *command.Call, kind string, name []byte, subscriptions int) {
	c.Out.Push(3)
	c.Out.BulkString(kind)
	if name == nil {
		c.Out.Null()
	} else {
		c.Out.Bulk(name)
	}
	c.Out.Int(int64(subscriptions))
}

// count is the number that confirmations carry: shard channels count apart.
func count(c *client.Client, t client.Topic) int {
	if t == client.ShardChannel {
		return c.Subscribed(client.ShardChannel)
	}
	return c.Subscribed(client.Channel) + c.Subscribed(client.Pattern)
}
