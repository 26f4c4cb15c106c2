package pubsub

import (
	"hash/maphash"
	"sync/atomic"

	"github.com/holdfast-db/holdfast/internal/client"
	"github.com/holdfast-db/holdfast/internal/commitlog"
)

// Registry knows every subscription. It is safe for concurrent use.
//
// Lock order: a stripe of channels, then the patterns, then a client's outbox.
type Registry struct {
	seed     maphash.Seed
	channels channels
	shards   channels // shard channels have names of their own
	patterns patterns

	subscriptions atomic.Int64 // of all kinds; zero spares PUBLISH the locks
}

// New returns an empty registry.
func New() *Registry { return &Registry{seed: maphash.MakeSeed()} }

// Subscribe has a client get what is published from now on. It reports whether that is news. Only the client's own
// goroutine calls it, as all methods that take a client.
func (r *Registry) Subscribe(c *client.Client, t client.Topic, name string) bool {
	if !c.Subscribe(t, name) {
		return false
	}
	c.Join(r)
	r.subscriptions.Add(1)
	switch t {
	case client.Pattern:
		r.patterns.add(c, name)
	case client.ShardChannel:
		r.shards.of(r.seed, name).add(c, name)
	default:
		r.channels.of(r.seed, name).add(c, name)
	}
	return true
}

// Unsubscribe is the opposite of Subscribe.
func (r *Registry) Unsubscribe(c *client.Client, t client.Topic, name string) bool {
	if !c.Unsubscribe(t, name) {
		return false
	}
	switch t {
	case client.Pattern:
		r.patterns.remove(c, name)
	case client.ShardChannel:
		r.shards.of(r.seed, name).remove(c, name)
	default:
		r.channels.of(r.seed, name).remove(c, name)
	}
	r.subscriptions.Add(-1)
	return true
}

// Leave implements client.Membership: it ends all subscriptions of a client.
func (r *Registry) Leave(c *client.Client) {
	for _, t := range []client.Topic{client.Channel, client.Pattern, client.ShardChannel} {
		for _, name := range c.SubscribedNames(t) {
			r.Unsubscribe(c, t, name)
		}
	}
}

// Publish sends a message to the subscribers of a channel and of the patterns that match it, and returns how many they
// are. The message leaves when the log has reached lsn. Shards may be locked.
func (r *Registry) Publish(channel, payload []byte, lsn commitlog.LSN) int {
	if r.subscriptions.Load() == 0 {
		return 0
	}
	st := r.channels.of(r.seed, string(channel))
	st.mu.Lock()
	defer st.mu.Unlock()
	n := 0
	if subscribers := st.topics[string(channel)]; len(subscribers) > 0 {
		n = send(subscribers, appendMessage(nil, "message", channel, payload), lsn)
	}
	return n + r.patterns.publish(channel, payload, lsn)
}

// PublishShard is Publish for shard channels, which patterns do not match.
func (r *Registry) PublishShard(channel, payload []byte, lsn commitlog.LSN) int {
	if r.subscriptions.Load() == 0 {
		return 0
	}
	st := r.shards.of(r.seed, string(channel))
	st.mu.Lock()
	defer st.mu.Unlock()
	subscribers := st.topics[string(channel)]
	if len(subscribers) == 0 {
		return 0
	}
	return send(subscribers, appendMessage(nil, "smessage", channel, payload), lsn)
}

// Receivers counts those whom a message would reach.
func (r *Registry) Receivers(t client.Topic, channel []byte) int {
	if t == client.ShardChannel {
		return r.shards.of(r.seed, string(channel)).count(string(channel))
	}
	return r.channels.of(r.seed, string(channel)).count(string(channel)) + r.patterns.receivers(channel)
}

// Subscribers counts the subscribers of a channel, those of patterns apart.
func (r *Registry) Subscribers(t client.Topic, channel []byte) int {
	return r.table(t).of(r.seed, string(channel)).count(string(channel))
}

// Channels lists the channels that have subscribers and match a pattern, all of them if it is nil, in order.
func (r *Registry) Channels(t client.Topic, pattern []byte) []string {
	return r.table(t).matching(pattern)
}

// Len counts the channels, patterns or shard channels that have subscribers.
func (r *Registry) Len(t client.Topic) int {
	if t == client.Pattern {
		return r.patterns.len()
	}
	return r.table(t).len()
}

func (r *Registry) table(t client.Topic) *channels {
	if t == client.ShardChannel {
		return &r.shards
	}
	return &r.channels
}

// send pushes an encoded message to all of a topic.
func send(subscribers []*client.Client, message []byte, lsn commitlog.LSN) int {
	for _, c := range subscribers {
		c.Push(message, lsn)
	}
	return len(subscribers)
}
