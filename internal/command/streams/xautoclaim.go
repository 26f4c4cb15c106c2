package streams

import (
	"math"

	"github.com/holdfast-db/holdfast/internal/command"
	"github.com/holdfast-db/holdfast/internal/value/stream"
)

func xautoclaimSpec() command.Spec {
	return command.Spec{
		Name: "XAUTOCLAIM", Group: "stream", Since: "6.2.0", Complexity: "O(1) if COUNT is small.",
		Summary: "Makes entries that have been pending in a group for some time pending for another consumer.",
		Flags:   command.Write | command.Fast,
		Keys:    []command.KeyRule{command.At(1, command.RW|command.DeletesData)},
		Syntax:  "key group consumer min-idle-time start:string [COUNT count] [JUSTID]",
		Tips:    []string{"nondeterministic_output"},
		Compat:  command.Matches("7.2"),
		Run:     xautoclaim,
	}
}

const (
	autoclaimCount = 100
	// autoclaimAttempts is how many entries are looked at for each one that may be claimed.
	autoclaimAttempts = 10
	// mostAutoclaim is Redis's limit: what it can allocate.
	mostAutoclaim = math.MaxInt64 / 16
)

// autoclaim is what XAUTOCLAIM is asked for.
type autoclaim struct {
	minIdle int64
	start   stream.ID
	count   int64
	justID  bool
}

func xautoclaim(c *command.Call) {
	var a autoclaim
	if !a.parse(c) {
		return
	}
	s, g, ok := openGroup(c, c.Key(), c.Args[2], true)
	if !ok {
		return
	}
	m := s.consumer(c, g, c.Args[3])
	found, next := a.find(c, g)
	c.Out.Array(3)
	replyID(c, next)
	mark, n := c.Out.Len(), 0
	gone := found[:0] // it never gets ahead of what is read
	for _, f := range found {
		e, exists := s.Get(f.id)
		if !exists {
			g.Ack(f.id)
			s.logAck(c, g, f.id)
			gone = append(gone, f)
			continue
		}
		n++
		s.claim(c, g, m, &e, c.Tx.Now(), f.count, a.justID)
	}
	c.Out.InsertArray(mark, n)
	c.Out.Array(len(gone))
	for _, f := range gone {
		replyID(c, f.id)
	}
	g.Save()
	s.storeAcked(c, g)
}

func (a *autoclaim) parse(c *command.Call) (ok bool) {
	if a.minIdle, ok = command.ParseInt(c.Args[4]); !ok {
		c.Fail(errAutoclaimIdle)
		return false
	}
	if a.start, ok = from(c, c.Args[5]); !ok {
		return false
	}
	a.count = autoclaimCount
	for i := 6; i < len(c.Args); i++ {
		switch {
		case i+1 < len(c.Args) && c.Is(i, "COUNT"):
			i++
			if a.count, ok = command.ParseInt(c.Args[i]); !ok || a.count < 1 || a.count > mostAutoclaim {
				c.Fail(errClaimCount)
				return false
			}
		case c.Is(i, "JUSTID"):
			a.justID = true
		default:
			c.Fail(command.ErrSyntax)
			return false
		}
	}
	return true
}

// candidate is a pending entry that is to be claimed, or forgotten if it is not in the stream any more.
type candidate struct {
	id    stream.ID
	count uint64 // of its deliveries then
}

// find lists the entries to claim, and the id to go on from; 0-0 is the end.
func (a *autoclaim) find(c *command.Call, g *stream.Group) (found []candidate, next stream.ID) {
	attempts := a.count * autoclaimAttempts
	s := g.Stream()
	g.WalkPending(a.start, stream.MaxID, func(p *stream.Pending) bool {
		if attempts == 0 || int64(len(found)) == a.count {
			next = p.ID
			return false
		}
		attempts--
		if a.minIdle <= 0 || c.Tx.Now()-p.Time >= a.minIdle || !s.Has(p.ID) {
			count := p.Again()
			if a.justID {
				count = p.Count
			}
			found = append(found, candidate{p.ID, count})
		}
		return true
	})
	return found, next
}
