package server

import (
	"sync/atomic"

	"golang.org/x/sys/unix"
)

// What a connection is watched for. Edge-triggered, a session that is not read for a
// while costs no system calls. Room for output is watched only when it ran out: a Unix
// socket would report it after every reply.
const (
	watchInput  = unix.EPOLLIN | unix.EPOLLRDHUP | unix.EPOLLET
	watchOutput = watchInput | unix.EPOLLOUT
)

// loopConn is one connection of a loop. Other goroutines touch only its atomic fields.
type loopConn struct {
	drive
	loop *loop
	fd   int
	tag  int32    // tells events of this connection from those of an earlier one
	info ConnInfo // until the session exists
	rest []byte   // input that the session has not used

	readable bool // there may be input in the kernel
	stuffed  bool // the kernel takes no more output for now
	watching bool // for room for output
	queued   bool // has a place in the loop's queue
	held     bool // has a place in the loop's held
	gone     bool // closed

	due  int64 // its time in the deadlines, 0 if none
	slot int   // its place in the deadlines

	posted atomic.Bool // lies in the mailbox
	rung   atomic.Bool // Wake was called
	killed atomic.Bool // Kill was called
}

// Wake implements Waker.
func (c *loopConn) Wake() {
	if !c.rung.Swap(true) {
		c.post()
	}
}

// Kill implements Waker.
func (c *loopConn) Kill() {
	c.killed.Store(true)
	c.post()
}

// post puts the connection into the mailbox, once.
func (c *loopConn) post() {
	if !c.posted.Swap(true) {
		c.loop.mail.post(c)
	}
}

// deliver implements parcel: a new connection is opened, an old one has been woken or
// killed.
func (c *loopConn) deliver(l *loop) {
	c.posted.Store(false)
	switch {
	case c.gone:
	case c == l.running:
		// It is in the midst of Process; what its session has been told is seen behind that.
		c.woken = c.rung.Swap(false) || c.woken
	case c.session == nil:
		l.open(c)
	case c.killed.Load():
		l.drop(c, ErrKilled)
	case c.rung.Swap(false):
		c.woken = true
		l.enqueue(c)
	}
}

// discard implements parcel: what was still to be opened is closed.
func (c *loopConn) discard() {
	if c.session == nil && !c.gone {
		unix.Close(c.fd)
	}
}

// read takes input from the kernel and runs it. The bytes go to the loop's scratch
// buffer, behind those left from before, so that only a connection with an incomplete
// command holds memory; when much is left they go into a buffer of its own that grows.
// It returns the error that ends the connection.
func (c *loopConn) read() error {
	own := len(c.rest) > len(c.loop.scratch)/2
	in := c.loop.scratch[:]
	if own {
		in = c.grow()
	}
	held := len(c.rest)
	if !own {
		copy(in, c.rest)
	}
	n, errno := recv(c.fd, in[held:])
	switch {
	case errno == unix.EAGAIN:
		c.readable = false
		return nil
	case errno != 0:
		return errno
	case n == 0:
		c.eof = true
		c.readable = false
		return nil
	}
	c.readable = held+n == len(in) || c.hup // a short read has emptied the kernel
	c.take(in[:held+n])
	return nil
}

// grow makes room in the connection's own buffer and returns all of it.
func (c *loopConn) grow() []byte {
	if old := c.rest; len(old) == cap(old) {
		spare := &c.loop.spare
		c.rest = append(spare.get(grownRoom(cap(old), c.need)), old...)
		spare.put(old)
	}
	return c.rest[:cap(c.rest)]
}

// take runs input if it is enough, and keeps what was not used. in is the scratch
// buffer or the connection's own.
func (c *loopConn) take(in []byte) {
	if len(in) >= c.need || c.woken {
		c.loop.ran = true
		in = in[c.run(in):]
	} else {
		c.session.Holds(len(in))
	}
	c.keep(in)
}

// keep makes rest hold these bytes, which may lie in rest already.
func (c *loopConn) keep(in []byte) {
	spare := &c.loop.spare
	switch {
	case len(in) == 0:
		if c.rest != nil {
			spare.put(c.rest)
			c.rest = nil
		}
	case cap(c.rest) > 0 && &in[0] == &c.rest[:1][0]:
		c.rest = c.rest[:len(in)]
	case cap(c.rest) < len(in) || cap(c.rest) > keepRoom && len(in) <= keepRoom/2:
		old := c.rest
		c.rest = append(spare.get(len(in)), in...)
		spare.put(old)
	default:
		c.rest = append(c.rest[:0], in...)
	}
}

// sendOutput writes until there is no more output or no more room.
func (c *loopConn) sendOutput() error {
	out := c.session.Output()
	n, errno := send(c.fd, out)
	if errno != 0 && errno != unix.EAGAIN {
		return errno
	}
	if errno == 0 {
		c.session.Sent(n)
	}
	c.stuffed = errno != 0 || n < len(out)
	return nil
}

// watch keeps the poller's interest in step with stuffed.
func (c *loopConn) watch() {
	if c.stuffed == c.watching {
		return
	}
	c.watching = c.stuffed
	events := uint32(watchInput)
	if c.watching {
		events = watchOutput
	}
	c.loop.poller.change(c.fd, c.tag, events)
}
