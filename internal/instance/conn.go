package instance

import (
	"context"
	"unsafe"

	"github.com/holdfast-db/holdfast/internal/session"
)

// Conn is a session for a caller inside the process that keeps its state from call to call: for transactions. One
// goroutine at a time uses it.
type Conn struct {
	in *Instance
	l  *local
}

// Connect returns a session in the state of a new one.
func (in *Instance) Connect() (Conn, error) {
	if in.closed.Load() {
		return Conn{}, ErrClosed
	}
	l, _ := in.locals.Get().(*local)
	if l == nil {
		l = in.newLocal()
	}
	return Conn{in, l}, nil
}

// Do runs one command and calls read with its encoded reply, as Instance.Do does. After an error that is not one of
// read's the session is gone.
func (c *Conn) Do(ctx context.Context, args []string, read func(reply []byte) error) error {
	if c.l == nil {
		return ErrClosed
	}
	l := c.l
	l.words = l.words[:0]
	for _, a := range args {
		l.words = append(l.words, unsafe.Slice(unsafe.StringData(a), len(a))) // commands never write to their words
	}
	err := c.in.execute(ctx, l)
	clear(l.words)
	if err != nil {
		l.Close(err)
		c.l = nil
		return err
	}
	err = read(l.Output())
	l.Sent(len(l.Output()))
	return err
}

// IsStale reports whether a key that the session watches has changed since.
func (c *Conn) IsStale() bool { return c.l != nil && c.l.Client().Multi.Dirty.Load() }

// Close ends the session, or keeps it for the next caller if it has no state.
func (c *Conn) Close() {
	l := c.l
	c.l = nil
	switch {
	case l == nil:
	case l.State() != session.Running || l.Client().HasState() || l.Client().User() != nil:
		l.Close(nil)
	default:
		c.in.locals.Put(l)
	}
}
