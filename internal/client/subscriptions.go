package client

import (
	"maps"
	"slices"
	"sync"
	"sync/atomic"

	"github.com/holdfast-db/holdfast/internal/acl"
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

// Subscriptions is what a client has subscribed to. Only the client's own goroutine changes it.
type Subscriptions struct {
	mu     sync.Mutex // guards names, which others read when the rules of users change
	names  [topicCount]map[string]struct{}
	counts [topicCount]atomic.Int32
	bytes  atomic.Int64
}

// subscriptionBytes is about what a subscription takes besides its name, here and in the registry of channels.
const subscriptionBytes = 96

// Subscribe notes a subscription and reports whether it is new.
func (c *Client) Subscribe(t Topic, name string) bool {
	s := &c.subs
	s.mu.Lock()
	defer s.mu.Unlock()
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
	s.mu.Lock()
	defer s.mu.Unlock()
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
func (c *Client) SubscribedNames(t Topic) []string {
	c.subs.mu.Lock()
	defer c.subs.mu.Unlock()
	return slices.Sorted(maps.Keys(c.subs.names[t]))
}

// MayKeepSubscriptions reports whether a user's rules allow all that the client has subscribed to.
func (c *Client) MayKeepSubscriptions(u *acl.User) bool {
	c.subs.mu.Lock()
	defer c.subs.mu.Unlock()
	for t := range topicCount {
		for name := range c.subs.names[t] {
			if !u.MayUseChannel([]byte(name), t == Pattern) {
				return false
			}
		}
	}
	return true
}

// OnlyListens reports whether the client has subscribed in RESP2, where a message cannot be told from a reply: it may
// do little else until it has unsubscribed.
func (c *Client) OnlyListens() bool { return c.HasFlag(FlagPubSub) && c.Proto == 2 }
