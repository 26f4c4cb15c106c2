package server

import (
	"errors"
	"io"
	"net"
	"os"
	"sync"
	"sync/atomic"
	"time"
)

// drainGrace is how long a draining stream looks for input that had been received: a
// net.Conn cannot be asked whether anything is there.
const drainGrace = 20 * time.Millisecond

// maxAhead is how much a stream reads ahead of a session that does not take input. It
// reads ahead only to learn that the client hung up.
const maxAhead = 64 << 10

// stream serves one net.Conn from one goroutine. Other goroutines set its flags and
// nudge it, which interrupts its Read or the wait on its channel.
type stream struct {
	drive
	owner *streams
	conn  net.Conn
	in    input
	timer *time.Timer // calls timeUp; nil until first needed
	grace *time.Timer // sets graceOver; nil until draining
	armed int64       // the deadline that timer stands for, 0 if none

	kick      chan struct{}         // holds one nudge
	rung      atomic.Bool           // Wake was called
	expired   atomic.Bool           // timer has fired
	drained   atomic.Bool           // drain was called
	graceOver atomic.Bool           // readLast has waited long enough
	verdict   atomic.Pointer[error] // why abort was called

	mu          sync.Mutex // guards the fields below and the deadline of Reads
	reading     bool
	interrupted bool
}

func newStream(owner *streams, conn net.Conn) *stream {
	return &stream{owner: owner, conn: conn, kick: make(chan struct{}, 1)}
}

// Wake implements Waker.
func (c *stream) Wake() {
	if !c.rung.Swap(true) {
		c.nudge()
	}
}

// Kill implements Waker.
func (c *stream) Kill() { c.abort(ErrKilled) }

// abort closes the connection; the first error given is the session's reason.
func (c *stream) abort(err error) {
	c.verdict.CompareAndSwap(nil, &err)
	c.conn.Close() // unlike a nudge it also ends a Write
	c.nudge()
}

// drain lets the stream end when it has answered what was received.
func (c *stream) drain() {
	c.drained.Store(true)
	c.Wake()
}

// nudge makes the goroutine look at its flags. The channel comes first: either read
// finds it filled, or nudge finds it reading.
func (c *stream) nudge() {
	select {
	case c.kick <- struct{}{}:
	default:
	}
	c.mu.Lock()
	defer c.mu.Unlock()
	if c.reading && !c.interrupted {
		c.interrupted = true
		c.conn.SetReadDeadline(time.Unix(1, 0))
	}
}

// serve runs the session until its end and returns the reason.
func (c *stream) serve() error {
	err := c.owner.shakeHands(c.conn)
	if err == nil {
		err = c.runAll()
	}
	if verdict := c.verdict.Load(); verdict != nil {
		return *verdict
	}
	return err
}

func (c *stream) runAll() error {
	for c.verdict.Load() == nil {
		c.catchUp()
		next := c.next(len(c.in.buf))
		if next == stepClose {
			return c.reason()
		}
		if err := c.take(next); err != nil {
			return err
		}
	}
	return nil
}

// catchUp takes in what other goroutines have asked for.
func (c *stream) catchUp() {
	rung, expired := c.rung.Swap(false), c.expired.Swap(false)
	if rung {
		c.woken = true
		c.draining = c.drained.Load()
	}
	if expired {
		c.armed = 0
	}
	if (rung || expired) && c.session.Deadline() != 0 {
		c.expire(c.owner.opts.Clock())
	}
}

// take does one step.
func (c *stream) take(next step) error {
	switch next {
	case stepRun:
		c.in.use(c.run(c.in.buf))
		c.owner.handler.Flush()
	case stepSend:
		n, err := c.conn.Write(c.session.Output())
		c.session.Sent(n)
		return err
	case stepHold:
		c.hold()
	case stepWait:
		return c.wait()
	case stepRead:
		if c.draining {
			return c.readLast()
		}
		return c.read()
	}
	return nil
}

// readLast reads what was received before a drain. It ends the stream when the grace is over, which runs once: a client
// that always has one more command must not hold up the shutdown.
func (c *stream) readLast() error {
	if c.graceOver.Load() {
		return ErrClosed
	}
	if c.grace == nil {
		c.grace = time.AfterFunc(drainGrace, func() {
			c.graceOver.Store(true)
			c.nudge()
		})
	}
	return c.read()
}

// read waits for input, the deadline or a nudge.
func (c *stream) read() error {
	c.arm()
	room := c.in.room(c.need)
	c.setReading(true)
	select {
	case <-c.kick:
		c.setReading(false)
		return nil
	default:
	}
	n, err := c.conn.Read(room)
	c.setReading(false)
	c.in.add(n)
	if len(c.in.buf) < c.need {
		c.session.Holds(len(c.in.buf))
	}
	switch {
	case err == io.EOF:
		c.eof = true
		return nil
	case errors.Is(err, os.ErrDeadlineExceeded):
		return nil
	}
	return err
}

// setReading lets nudge interrupt, and afterwards makes the connection readable again.
func (c *stream) setReading(reading bool) {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.reading = reading
	if c.interrupted {
		c.interrupted = false
		c.conn.SetReadDeadline(time.Time{})
	}
}

// wait waits for a nudge or the deadline. It reads meanwhile, to learn of a hang-up.
func (c *stream) wait() error {
	if !c.eof && len(c.in.buf) < maxAhead {
		return c.read()
	}
	c.arm()
	<-c.kick
	return nil
}

// hold waits for notify.
func (c *stream) hold() {
	c.arm()
	c.owner.hold(c)
	if !c.session.Ready() { // it may have become so before hold
		<-c.kick
	}
}

// arm sets the timer for the session's deadline. A deadline that moved on leaves the
// timer alone: when it fires too early it is set again.
func (c *stream) arm() {
	due := c.session.Deadline()
	if due == 0 || c.armed != 0 && c.armed <= due {
		return
	}
	c.armed = due
	wait := time.Duration(max(1, due-c.owner.opts.Clock())) * time.Millisecond
	if c.timer == nil {
		c.timer = time.AfterFunc(wait, func() {
			c.expired.Store(true)
			c.nudge()
		})
		return
	}
	c.timer.Reset(wait)
}

func (c *stream) stopTimer() {
	if c.grace != nil {
		c.grace.Stop()
	}
	if c.timer != nil {
		c.timer.Stop()
	}
}
