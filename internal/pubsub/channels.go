package pubsub

import (
	"hash/maphash"
	"slices"
	"sync"

	"github.com/holdfast-db/holdfast/internal/base/glob"
	"github.com/holdfast-db/holdfast/internal/client"
)

// stripeCount is into how many parts, each with a lock of its own, the channels are divided.
const stripeCount = 16

// channels is the subscribers of channels, by name.
type channels [stripeCount]stripe

// stripe is one part of the channels. Its lock is held while a message is sent, which gives each channel one order.
type stripe struct {
	mu     sync.Mutex // guards topics
	topics topics
	_      [48]byte // to a cache line
}

// topics is subscribers by name, in the order in which they came. Few enough are left at a time that a search beats an
// index.
type topics map[string][]*client.Client

func (t *topics) add(c *client.Client, name string) {
	if *t == nil {
		*t = make(topics)
	}
	(*t)[name] = append((*t)[name], c)
}

// remove reports whether the name has no subscribers any more.
func (t topics) remove(c *client.Client, name string) bool {
	left := slices.DeleteFunc(t[name], func(other *client.Client) bool { return other == c })
	if len(left) == 0 {
		delete(t, name)
		return true
	}
	t[name] = left
	return false
}

func (c *channels) of(seed maphash.Seed, name string) *stripe {
	return &c[maphash.String(seed, name)%stripeCount]
}

func (s *stripe) add(c *client.Client, name string) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.topics.add(c, name)
}

func (s *stripe) remove(c *client.Client, name string) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.topics.remove(c, name)
}

func (s *stripe) count(name string) int {
	s.mu.Lock()
	defer s.mu.Unlock()
	return len(s.topics[name])
}

func (c *channels) matching(pattern []byte) (names []string) {
	for i := range c {
		s := &c[i]
		s.mu.Lock()
		for name := range s.topics {
			if pattern == nil || glob.Match(pattern, []byte(name)) {
				names = append(names, name)
			}
		}
		s.mu.Unlock()
	}
	slices.Sort(names)
	return names
}

func (c *channels) len() (n int) {
	for i := range c {
		s := &c[i]
		s.mu.Lock()
		n += len(s.topics)
		s.mu.Unlock()
	}
	return n
}
