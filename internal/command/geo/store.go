package geo

import (
	"github.com/holdfast-db/holdfast/internal/command"
	"github.com/holdfast-db/holdfast/internal/event"
	"github.com/holdfast-db/holdfast/internal/keyspace"
	"github.com/holdfast-db/holdfast/internal/resp"
	"github.com/holdfast-db/holdfast/internal/value/zset"
)

// store stores the places under a key, instead of what was there, and replies with their number.
func (s *search) store(c *command.Call, found []place) {
	result := c.Tx.NewZSet(s.storeKey)
	result.Expect(len(found))
	for i := range found {
		p := &found[i]
		score := p.score
		if s.storesDist {
			score = p.distance / s.shape.unit
		}
		if _, again := result.Score(p.member); !again {
			result.Insert(p.member, score)
		}
	}
	_, exists := c.Tx.Find(s.storeKey)
	if exists {
		c.Tx.LogDelete(s.storeKey)
	}
	logMembers(c, s.storeKey, result)
	switch {
	case result.Len() > 0:
		c.Tx.Create(s.storeKey, keyspace.TypeZSet, result)
		c.Tx.Notify(event.ZSet, storeEvent(c), s.storeKey)
	case exists:
		c.Tx.Delete(s.storeKey)
		c.Tx.Notify(event.Generic, "del", s.storeKey)
	}
	c.Out.Int(int64(len(found)))
}

// storeEvent is what those who watch for events are told of a stored search.
func storeEvent(c *command.Call) string {
	if c.Spec.Name == "GEOSEARCHSTORE" {
		return "geosearchstore"
	}
	return "georadiusstore"
}

// effectPairs bounds how many members one effect adds.
const effectPairs = 64

// logMembers logs a sorted set member by member. The search itself is no effect: sines are not the same to the last
// bit on all machines.
func logMembers(c *command.Call, key []byte, z *zset.ZSet) {
	args := [][]byte{key}
	for e := range z.All() {
		args = append(args, resp.AppendDouble(nil, e.Score), e.Key.AppendText(nil))
		if len(args) > 2*effectPairs {
			c.Tx.LogAs("ZADD", args...)
			args = args[:1]
		}
	}
	if len(args) > 1 {
		c.Tx.LogAs("ZADD", args...)
	}
}
