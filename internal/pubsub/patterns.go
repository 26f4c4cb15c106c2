package pubsub

import (
	"slices"
	"sync"

	"github.com/holdfast-db/holdfast/internal/base/glob"
	"github.com/holdfast-db/holdfast/internal/client"
	"github.com/holdfast-db/holdfast/internal/commitlog"
)

// patterns is the subscribers of patterns. Every message is held against each of them.
type patterns struct {
	mu     sync.RWMutex // guards the fields below
	topics topics
	order  [][]byte // the patterns, in the order in which they came
}

func (p *patterns) add(c *client.Client, pattern string) {
	p.mu.Lock()
	defer p.mu.Unlock()
	if len(p.topics[pattern]) == 0 {
		p.order = append(p.order, []byte(pattern))
	}
	p.topics.add(c, pattern)
}

func (p *patterns) remove(c *client.Client, pattern string) {
	p.mu.Lock()
	defer p.mu.Unlock()
	if p.topics.remove(c, pattern) {
		p.order = slices.DeleteFunc(p.order, func(other []byte) bool { return string(other) == pattern })
	}
}

// publish sends a message to those whose patterns match its channel, once for each pattern, and counts them.
func (p *patterns) publish(channel, payload []byte, lsn commitlog.LSN) (n int) {
	p.mu.RLock()
	defer p.mu.RUnlock()
	for _, pattern := range p.order {
		if glob.Match(pattern, channel) {
			n += send(p.topics[string(pattern)], appendMessage(nil, "pmessage", pattern, channel, payload), lsn)
		}
	}
	return n
}

func (p *patterns) receivers(channel []byte) (n int) {
	p.mu.RLock()
	defer p.mu.RUnlock()
	for _, pattern := range p.order {
		if glob.Match(pattern, channel) {
			n += len(p.topics[string(pattern)])
		}
	}
	return n
}

func (p *patterns) len() int {
	p.mu.RLock()
	defer p.mu.RUnlock()
	return len(p.order)
}
