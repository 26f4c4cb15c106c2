package client

import (
	"maps"
	"slices"
	"sync/atomic"
)

// Topic is a kind of things that clients subscribe to.
type Topic uint8

// The kinds.
const (
	Channel Topic = iota
	Pattern
	ShardChannel
	topicCount
)

// Subscriptions is what a client has subscribed to. The names belong to the client's own goroutine; the counts are for
// all to read.
type Subscriptions struct {
	names  [topicCount]map[string]struct{}
	counts [topicCount]atomic.Int32
	bytes  atomic.Int64
}

// subscriptionBytes is about what a subscription takes besides its name, here and in the registry of channels.
const subscriptionBytes = 96

// Subscribe notes a subscription and reports whether it is new.
func (c *Client) Subscribe(t Topic, name string) bool {
	s := &c.subs
	if _, found := s.names[t][name]; found {
		return false
	}
	if s.names[t] == nil {
		s.names[t] = make(map[string]struct{})
	}
	s.names[t][name] = struct{}{}
	s.count(c, t, len(name)+subscriptionBytes)
	return true
}

// Unsubscribe forgets a subscription and reports whether there was one.
func (c *Client) Unsubscribe(t Topic, name string) bool {
	s := &c.subs
	if _, found := s.names[t][name]; !found {
		return false
	}
	delete(s.names[t], name)
	s.count(c, t, -len(name)-subscriptionBytes)
	return true
}

// count publishes what has changed.
func (s *Subscriptions) count(c *Client, t Topic, bytes int) {
	s.counts[t].Store(int32(len(s.names[t])))
	s.bytes.Add(int64(bytes))
	c.SetFlag(FlagPubSub, len(s.names[Channel])+len(s.names[Pattern])+len(s.names[ShardChannel]) > 0)
}

// Subscribed counts the client's subscriptions of a kind.
func (c *Client) Subscribed(t Topic) int { return int(c.subs.counts[t].Load()) }

// SubscribedNames lists them in order.
func (c *Client) SubscribedNames(t Topic) []string { return slices.Sorted(maps.Keys(c.subs.names[t])) }

// OnlyListens reports whether the client has subscribed in RESP2, where a message cannot be told from a reply: it may
// do little else until it has unsubscribed.
func (c *Client) OnlyListens() bool { return c.HasFlag(FlagPubSub) && c.Proto == 2 }
