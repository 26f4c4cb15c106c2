package client

import (
	"slices"
	"sync"
	"sync/atomic"

	"github.com/holdfast-db/holdfast/internal/commitlog"
	"github.com/holdfast-db/holdfast/internal/resp"
)

// outbox holds what other goroutines send a client: messages of channels, invalidations, lines of MONITOR. The client's
// session takes them over between two commands, so that they never cut a reply.
//
// The messages are shared among all who get them, and nobody changes one.
type outbox struct {
	bytes atomic.Int64 // what the messages take; zero spares the session the lock

	mu       sync.Mutex // guards the fields below
	messages [][]byte
	lsn      commitlog.LSN // what the log must reach before the messages may leave
	closed   bool
}

// messageOverheadBytes is what a waiting message takes besides its own bytes.
const messageOverheadBytes = 24

// Push sends the client a message that is encoded for RESP3 (see resp.Writer.Message) and never changed again. Any
// goroutine may call it, also with shards locked. The message leaves when the log has reached lsn.
func (c *Client) Push(message []byte, lsn commitlog.LSN) {
	o := &c.outbox
	o.mu.Lock()
	if o.closed {
		o.mu.Unlock()
		return
	}
	o.messages = append(o.messages, message)
	o.lsn = max(o.lsn, lsn)
	o.bytes.Add(int64(len(message)) + messageOverheadBytes)
	isFirst := len(o.messages) == 1
	o.mu.Unlock()
	switch {
	case c.isOverHardLimit(c.OutputBytes()):
		c.dropSlow()
	case isFirst: // the wake that came with the first covers the others
		c.Wake()
	}
}

// HasPushes reports whether messages wait to be taken over.
func (c *Client) HasPushes() bool { return c.outbox.bytes.Load() != 0 }

// TakePushes writes the messages that wait until so many bytes lie in the writer, and returns what the log must reach
// before they may leave. Only the client's own goroutine calls it.
func (c *Client) TakePushes(w *resp.Writer, untilBytes int) commitlog.LSN {
	o := &c.outbox
	o.mu.Lock()
	defer o.mu.Unlock()
	n := 0
	for n < len(o.messages) && w.Len() < untilBytes {
		message := o.messages[n]
		w.Message(message)
		o.bytes.Add(-int64(len(message)) - messageOverheadBytes)
		n++
	}
	o.drop(n)
	return o.lsn
}

// keepMessages is how long an empty list of messages may be to be kept for the next ones.
const keepMessages = 64

// drop forgets the first n messages.
func (o *outbox) drop(n int) {
	o.messages = slices.Delete(o.messages, 0, n)
	if len(o.messages) == 0 && cap(o.messages) > keepMessages {
		o.messages = nil
	}
}

// closeOutbox drops what waits and all that will come. It reports whether the outbox was open.
func (c *Client) closeOutbox() (wasOpen bool) {
	o := &c.outbox
	o.mu.Lock()
	defer o.mu.Unlock()
	wasOpen = !o.closed
	o.messages, o.closed = nil, true
	o.bytes.Store(0)
	return wasOpen
}

// pushed is the number of messages that wait.
func (c *Client) pushed() int {
	c.outbox.mu.Lock()
	defer c.outbox.mu.Unlock()
	return len(c.outbox.messages)
}
