package streams

import (
	"strconv"

	"github.com/holdfast-db/holdfast/internal/command"
	"github.com/holdfast-db/holdfast/internal/value/stream"
)

type strategy uint8

const (
	noTrim strategy = iota
	maxLen
	minID
)

// trim says which of the oldest entries are to go.
type trim struct {
	strategy strategy
	isApprox bool
	len      int64
	id       stream.ID
	limit    int64
	hasLimit bool
	refs     references
	hasRefs  bool
}

// parse takes the option at argument i, if it is one of the trim's, and returns the index behind it. It reports false
// if it has replied with an error.
func (t *trim) parse(c *command.Call, i int) (next int, ok bool) {
	more := len(c.Args) - i - 1
	if refs, isRefs := parseReferences(c, i); isRefs && !t.hasRefs {
		t.refs, t.hasRefs = refs, true
		return i + 1, true
	}
	switch {
	case more > 0 && (c.Is(i, "MAXLEN") || c.Is(i, "MINID")):
		return t.parseStrategy(c, i)
	case more > 0 && c.Is(i, "LIMIT"):
		t.hasLimit = true
		if t.limit, ok = c.Int(i + 1); ok && t.limit < 0 {
			c.Fail(errNegLimit)
			ok = false
		}
		return i + 2, ok
	}
	return i, true
}

func (t *trim) parseStrategy(c *command.Call, i int) (next int, ok bool) {
	if t.strategy != noTrim {
		c.Fail(errTwoStrategies)
		return i, false
	}
	t.strategy = minID
	if c.Is(i, "MAXLEN") {
		t.strategy = maxLen
	}
	i++
	if len(c.Args)-i > 1 && (string(c.Args[i]) == "~" || string(c.Args[i]) == "=") {
		t.isApprox = c.Args[i][0] == '~'
		i++
	}
	if t.strategy == minID {
		t.id, ok = id(c, i)
		return i + 1, ok
	}
	if t.len, ok = c.Int(i); ok && t.len < 0 {
		c.Fail(errNegMaxLen)
		ok = false
	}
	return i + 1, ok
}

// check replies with an error if the options do not go together.
func (t *trim) check(c *command.Call) bool {
	switch {
	case t.hasLimit && t.limit > 0 && t.strategy == noTrim:
		c.Fail(errLimitAlone)
	case t.hasLimit && t.strategy != noTrim && !t.isApprox:
		c.Fail(errLimitExact)
	default:
		return true
	}
	return false
}

const (
	// limitNodes is how many nodes a trim that need not be exact removes at most, unless it is told another limit.
	limitNodes = 100
	// leastLimit is what that is where nodes have no limit.
	leastLimit = 10_000
	mostLimit  = 1_000_000
)

// apply removes the entries and returns how many there were. A trim that need not be exact removes them by as many as
// Redis keeps in a node: it leaves some more than asked for, and for most calls finds nothing to do.
func (t *trim) apply(c *command.Call, s opened, node int64) int {
	n := t.beyond(s.Len())
	if t.strategy == minID {
		n = s.CountBefore(t.id, s.Len())
	}
	if t.refs == acked && n > 0 {
		n = s.CountBefore(s.Needed(), n) // it ends where a group needs an entry
	}
	if n = t.round(n, s.Len(), s.Added, node); n == 0 {
		return 0
	}
	if t.refs == delRef {
		s.dropReferences(c, n)
	}
	s.DeleteFirst(n)
	return n
}

// beyond is by how many a number of entries is above MAXLEN.
func (t *trim) beyond(length int) int {
	if t.strategy != maxLen || int64(length) <= t.len {
		return 0
	}
	return length - int(t.len)
}

// excess is how many of so many entries go by MAXLEN; that many were ever added.
func (t *trim) excess(length int, added uint64, node int64) int {
	return t.round(t.beyond(length), length, added, node)
}

// dropReferences takes what is pending of the first n entries out of all groups.
func (s opened) dropReferences(c *command.Call, n int) {
	last := stream.MinID
	s.Walk(stream.MinID, stream.MaxID, func(e *stream.Entry) bool {
		last = e.ID
		n--
		return n > 0
	})
	s.EachGroup(func(g *stream.Group) {
		var ids []stream.ID
		g.WalkPending(stream.MinID, last, func(p *stream.Pending) bool {
			ids = append(ids, p.ID)
			return true
		})
		for _, id := range ids {
			g.Ack(id)
			s.logAck(c, g, id)
		}
		if len(ids) > 0 {
			g.Save()
		}
	})
}

// round gives as many of n entries as go if the trim need not be exact: as many as end with a node, within the limit. So
// many entries there are, and were ever added.
func (t *trim) round(n, length int, added uint64, node int64) int {
	if !t.isApprox || n == 0 {
		return n
	}
	before, limit := int64(added)-int64(length), t.limit
	if !t.hasLimit {
		limit = min(limitNodes*node, mostLimit)
		if limit <= 0 {
			limit = leastLimit
		}
	}
	if limit > 0 {
		n = min(n, int(limit))
	}
	if node > 0 && n < length { // the last node goes with the last entry, full or not
		n -= int(max(before+int64(n), 0) % node)
	}
	return max(n, 0) // the first node may have lost entries already
}

// effectWords is how many words logEffect writes.
const effectWords = 3

// logEffect writes the words of a trim to exactly what is left now: what a trim does may depend on settings.
func (t *trim) logEffect(c *command.Call, left int) {
	var text [stream.MaxIDText]byte
	if t.strategy == minID && !t.isApprox && t.refs != acked {
		c.Tx.LogWord(wordMinID)
		c.Tx.LogWord(wordExactly)
		c.Tx.LogWord(stream.AppendID(text[:0], t.id))
		return
	}
	c.Tx.LogWord(wordMaxLen)
	c.Tx.LogWord(wordExactly)
	c.Tx.LogWord(strconv.AppendInt(text[:0], int64(left), 10))
}
