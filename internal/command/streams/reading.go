package streams

import (
	"math"

	"github.com/holdfast-db/holdfast/internal/command"
	"github.com/holdfast-db/holdfast/internal/keyspace"
	"github.com/holdfast-db/holdfast/internal/value/stream"
)

// reading is what XREAD and XREADGROUP are asked for. It names arguments by their indices: a client that waits has
// copies of them.
type reading struct {
	count    int
	blocks   bool
	deadline int64 // 0 for none
	groupArg int   // of the group's name, which the consumer's follows; 0 for XREAD
	noAck    bool
	claims   bool // take over what has been pending for minIdle milliseconds
	minIdle  int64
	first    int // of the streams
	n        int // streams
	// starts are the ids behind which to read, for XREAD; they are settled before the client waits.
	starts []stream.ID
}

// parse takes the options, or replies with an error.
func (r *reading) parse(c *command.Call, isGroup bool) bool {
	r.count = math.MaxInt
	for i := 1; i < len(c.Args); i++ {
		more := len(c.Args) - i - 1
		switch {
		case more > 0 && c.Is(i, "STREAMS"):
			return r.parseStreams(c, i+1, isGroup)
		case more > 0 && c.Is(i, "BLOCK"):
			if c.InScript {
				c.Fail(errBlocksInScript(c))
				return false
			}
			i++
			timeout, ok := c.TimeoutMillis(i)
			if !ok {
				return false
			}
			if r.blocks, r.deadline = true, 0; timeout > 0 {
				r.deadline = c.Tx.Now() + timeout
			}
		case more > 0 && c.Is(i, "COUNT"):
			i++
			count, ok := c.Int(i)
			if !ok {
				return false
			}
			if r.count = int(count); count <= 0 {
				r.count = math.MaxInt
			}
		case more > 1 && c.Is(i, "GROUP"):
			if !isGroup {
				c.Fail(errGroupInXREAD)
				return false
			}
			r.groupArg = i + 1
			i += 2
		case isGroup && more > 0 && c.Is(i, "CLAIM"):
			i++
			var ok bool
			if r.minIdle, ok = command.ParseInt(c.Args[i]); !ok || r.minIdle < 0 {
				c.Fail(errNegClaim)
				return false
			}
			r.claims = true
		case c.Is(i, "NOACK"):
			if !isGroup {
				c.Fail(errNoackInXREAD)
				return false
			}
			r.noAck = true
		default:
			c.Fail(command.ErrSyntax)
			return false
		}
	}
	c.Fail(command.ErrSyntax)
	return false
}

func (r *reading) parseStreams(c *command.Call, i int, isGroup bool) bool {
	n := len(c.Args) - i
	switch {
	case n%2 != 0:
		c.Fail(errUnbalanced(c))
	case isGroup && r.groupArg == 0:
		c.Fail(errMissingGroup)
	default:
		r.first, r.n = i, n/2
		return true
	}
	return false
}

// key is the i-th stream, and id what is asked of it.
func (r *reading) key(c *command.Call, i int) []byte { return c.Args[r.first+i] }
func (r *reading) id(c *command.Call, i int) []byte  { return c.Args[r.first+r.n+i] }

// keys are all streams.
func (r *reading) keys(c *command.Call) [][]byte { return c.Args[r.first : r.first+r.n] }

// wait has a client wait that there is nothing for, if it asks for that. try serves it later.
func (r *reading) wait(c *command.Call, anyChange bool, try func(r *reading, c *command.Call) bool) {
	if !r.blocks {
		c.Out.NullArray()
		return
	}
	waiting := *r
	waiting.starts = append([]stream.ID(nil), r.starts...)
	again := func(c *command.Call) bool { return try(&waiting, c) }
	c.Await(keyspace.TypeStream, r.keys(c), anyChange, r.deadline, again, replyNullArray)
}

func replyNullArray(c *command.Call) { c.Out.NullArray() }

// streamsReply is a reply with the streams that had anything, each with its entries.
type streamsReply struct {
	mark, n int
}

func beginReply(c *command.Call) streamsReply { return streamsReply{mark: c.Out.Len()} }

// begin writes what stands before a stream's entries.
func (r *streamsReply) begin(c *command.Call, key []byte) {
	r.n++
	replyHead(c, key)
}

func replyHead(c *command.Call, key []byte) {
	if c.Out.Proto() == 2 {
		c.Out.Array(2)
	}
	c.Out.Bulk(key)
}

// end writes what stands before all of it, and reports whether there was anything.
func (r *streamsReply) end(c *command.Call) bool {
	switch {
	case r.n == 0:
		return false
	case c.Out.Proto() == 2:
		c.Out.InsertArray(r.mark, r.n)
	default:
		c.Out.InsertMap(r.mark, r.n)
	}
	return true
}
