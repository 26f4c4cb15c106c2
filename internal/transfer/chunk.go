package transfer

import "github.com/holdfast-db/holdfast/internal/resp"

// chunk is a command that makes a part of a collection, while it is gathered.
type chunk struct {
	name     string
	args     []byte // encoded, all behind the key
	words    int    // in args
	elements int    // in words
	before   int    // elements of the collection in earlier chunks
	timed    []timedField
}

// timedField is a field of a hash that expires.
type timedField struct {
	name string
	at   int64
}

// The largest chunk.
const (
	chunkElements = 512
	chunkBytes    = 32 << 10
)

// add adds an element of some words.
func (c *chunk) add(words [][]byte) {
	for _, w := range words {
		c.args = resp.AppendBulk(c.args, w)
	}
	c.words += len(words)
	c.elements++
}

func (c *chunk) isFull() bool { return c.elements >= chunkElements || len(c.args) >= chunkBytes }

// isFirst reports whether there were no chunks before.
func (c *chunk) isFirst() bool { return c.before == 0 }

// appendCommand appends the command.
func (c *chunk) appendCommand(dst, key []byte) []byte {
	dst = resp.AppendArray(dst, 2+c.words)
	dst = resp.AppendBulk(resp.AppendBulkString(dst, c.name), key)
	return append(dst, c.args...)
}

// reply is what the server says if nobody else has added to the collection and no element came twice: how long the
// list is now, or how many elements are new.
func (c *chunk) reply() want {
	n := c.elements
	if c.name == "RPUSH" {
		n += c.before
	}
	return want{kind: wantInt, n: int64(n)}
}

// next begins the next chunk.
func (c *chunk) next() {
	*c = chunk{name: c.name, args: c.args[:0], timed: c.timed[:0], before: c.before + c.elements}
}
