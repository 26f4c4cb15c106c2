package server

import (
	"runtime"
	"sync/atomic"

	"golang.org/x/sys/unix"
)

// Tags of events that are not those of connections, whose tags are positive.
const (
	mailTag     = -1
	acceptorTag = -2
)

// maxWaitMillis bounds one wait, so that it fits what epoll takes.
const maxWaitMillis = 1 << 30

// phase is how far the end of a loop has come.
type phase uint32

const (
	phaseRunning phase = iota
	phaseDraining
	phaseClosing
)

// loop serves many connections from one goroutine, in rounds: it takes in what has
// happened, runs every session that has input, flushes the log once for all of them,
// and then sends their replies.
type loop struct {
	group     *loops
	poller    poller
	mail      mailbox
	parcels   []parcel // what mail.take returned last
	acceptors []*acceptor
	deadlines deadlines
	spare     buffers
	scratch   *[64 << 10]byte

	conns    []*loopConn // by descriptor
	count    int         // of open connections
	lastTag  int32
	queue    []*loopConn // have a turn in the next round
	working  []*loopConn // have a turn in this round
	held     []*loopConn // wait for notify
	ran      bool        // a session ran in this round
	yielding *yielding   // what the first yield has made, for those after it
	running  *loopConn   // whose Process has yielded
	draining bool

	acceptAt int64 // when accepting goes on, 0 if it does not rest

	ending   atomic.Uint32 // the phase asked for
	advanced atomic.Bool   // notify was called
}

func newLoop(g *loops) (*loop, error) {
	l := &loop{group: g, scratch: new([64 << 10]byte)}
	if err := l.poller.open(); err != nil {
		return nil, err
	}
	if err := l.mail.open(); err != nil {
		unix.Close(l.poller.fd)
		return nil, err
	}
	if err := l.poller.add(l.mail.fd, mailTag, unix.EPOLLIN|unix.EPOLLET); err != nil {
		l.release()
		return nil, err
	}
	return l, nil
}

// release gives back the loop's own descriptors.
func (l *loop) release() {
	unix.Close(l.mail.fd)
	unix.Close(l.poller.fd)
}

// notify has held sessions looked at again. Any goroutine may call it.
func (l *loop) notify() {
	l.advanced.Store(true)
	l.mail.knock()
}

// end asks the loop to end. Any goroutine may call it.
func (l *loop) end(p phase) {
	for {
		now := l.ending.Load()
		if now >= uint32(p) || l.ending.CompareAndSwap(now, uint32(p)) {
			break
		}
	}
	l.mail.knock()
}

// run serves until the end. It has a thread of its own: otherwise each long wait could
// end on another thread, which measured a little slower.
func (l *loop) run() {
	runtime.LockOSThread()
	defer runtime.UnlockOSThread()
	for {
		ending := phase(l.ending.Load())
		if ending == phaseDraining && !l.draining {
			l.drain()
		}
		if ending == phaseClosing || l.draining && l.count == 0 {
			break
		}
		l.takeEvents(l.wait())
		l.takeMail()
		l.takeDeadlines()
		l.work()
	}
	l.shut()
}

// wait returns events, and waits for them if there is nothing else to do. It first asks
// without waiting: under load there is always something, and the scheduler need not know.
func (l *loop) wait() []unix.EpollEvent {
	events := l.poller.poll()
	if len(events) > 0 || len(l.queue) > 0 || !l.mail.sleep() {
		return events
	}
	events = l.poller.wait(l.timeoutMillis())
	l.mail.asleep.Store(false)
	return events
}

// timeoutMillis returns how long to wait at most, -1 without end.
func (l *loop) timeoutMillis() int {
	due := l.deadlines.next()
	if l.acceptAt != 0 && (due == 0 || l.acceptAt < due) {
		due = l.acceptAt
	}
	if due == 0 {
		return -1
	}
	return int(min(max(due-l.group.opts.Clock(), 0), maxWaitMillis))
}

// takeEvents notes what the kernel reports.
func (l *loop) takeEvents(events []unix.EpollEvent) {
	for i := range events {
		switch ev := &events[i]; ev.Pad {
		case mailTag: // it has woken us, which was all
		case acceptorTag:
			l.accept(int(ev.Fd))
		default:
			l.takeEvent(ev)
		}
	}
}

func (l *loop) takeEvent(ev *unix.EpollEvent) {
	c := l.conns[ev.Fd]
	if c == nil || c.tag != ev.Pad {
		return // closed earlier in this round
	}
	if ev.Events&(unix.EPOLLOUT|unix.EPOLLERR|unix.EPOLLHUP) != 0 {
		c.stuffed = false
	}
	if ev.Events&(unix.EPOLLRDHUP|unix.EPOLLERR|unix.EPOLLHUP) != 0 {
		c.hup = true
	}
	if ev.Events&unix.EPOLLIN != 0 || c.hup {
		c.readable = !c.eof
	}
	l.enqueue(c)
}

// takeMail takes in what other goroutines have asked for.
func (l *loop) takeMail() {
	l.parcels = l.mail.take(l.parcels)
	for i, p := range l.parcels {
		p.deliver(l)
		l.parcels[i] = nil
	}
	if l.advanced.Load() && l.advanced.Swap(false) {
		for _, c := range l.held {
			c.held = false
			l.enqueue(c)
		}
		clear(l.held)
		l.held = l.held[:0]
	}
}

// takeDeadlines calls what is due by the clock.
func (l *loop) takeDeadlines() {
	if l.acceptAt == 0 && l.deadlines.next() == 0 {
		return
	}
	now := l.group.opts.Clock()
	if l.acceptAt != 0 && l.acceptAt <= now {
		l.restAccepting(0)
	}
	for due := l.deadlines.next(); due != 0 && due <= now; due = l.deadlines.next() {
		c := l.deadlines.heap[0]
		l.deadlines.remove(c)
		c.expire(now)
		l.enqueue(c)
	}
}

// work gives each connection of the queue its turn: first all run, then all send.
func (l *loop) work() {
	l.working, l.queue = l.queue, l.working[:0]
	for i := range l.working {
		l.advanceAt(i)
	}
	if l.ran {
		l.gather()
		l.ran = false
		l.group.handler.Flush()
	}
	for i, c := range l.working {
		if c == nil {
			continue // its turn went on in a yield
		}
		l.working[i] = nil
		c.queued = false
		l.settle(c)
	}
}

// advanceAt advances a connection of this round, unless its turn went on in a yield.
func (l *loop) advanceAt(i int) {
	if c := l.working[i]; c != nil {
		l.advance(c)
	}
}

// maxGathers bounds how often a round asks for more before a dear flush.
const maxGathers = 4

// gather runs sessions that became ready meanwhile, if the flush that comes next is dear.
func (l *loop) gather() {
	for range maxGathers {
		if !l.group.handler.IsFlushDear() {
			return
		}
		l.takeEvents(l.poller.poll())
		if len(l.queue) == 0 {
			return
		}
		from := len(l.working)
		l.working = append(l.working, l.queue...)
		clear(l.queue)
		l.queue = l.queue[:0]
		for i := from; i < len(l.working); i++ {
			l.advanceAt(i)
		}
	}
}

// advance runs a session once, with at most one read.
func (l *loop) advance(c *loopConn) {
	if c.gone {
		return
	}
	switch c.next(len(c.rest)) {
	case stepRun:
		c.take(c.rest)
	case stepRead:
		if !c.readable {
			return
		}
		if err := c.read(); err != nil {
			l.drop(c, err)
		}
	}
}

// settle sends what may be sent and puts the connection where its next turn comes from.
func (l *loop) settle(c *loopConn) {
	if c.gone {
		return
	}
	next := c.next(len(c.rest))
	for next == stepSend && !c.stuffed {
		if err := c.sendOutput(); err != nil {
			l.drop(c, err)
			return
		}
		next = c.next(len(c.rest))
	}
	switch {
	case next == stepClose:
		l.drop(c, c.reason())
		return
	case next == stepRead && !c.readable && c.draining:
		l.drop(c, ErrClosed)
		return
	case next == stepHold:
		l.hold(c)
	case next == stepRun || next == stepRead && c.readable:
		l.enqueue(c)
	}
	c.watch()
	l.schedule(c)
}

// enqueue gives c a turn.
func (l *loop) enqueue(c *loopConn) {
	if !c.queued {
		c.queued = true
		l.queue = append(l.queue, c)
	}
}

// hold lets c wait for notify.
func (l *loop) hold(c *loopConn) {
	if !c.held {
		c.held = true
		l.held = append(l.held, c)
	}
}

// schedule has c looked at when its session's deadline comes, or earlier.
func (l *loop) schedule(c *loopConn) {
	due := c.session.Deadline()
	if due != 0 && (c.due == 0 || due < c.due) {
		l.deadlines.set(c, due)
	}
}

// open makes a new connection one of this loop's.
func (l *loop) open(c *loopConn) {
	if l.draining {
		c.gone = true
		unix.Close(c.fd)
		return
	}
	session, refusal := l.group.handler.Accept(c.info, c)
	if session == nil {
		if len(refusal) > 0 {
			send(c.fd, refusal)
		}
		c.gone = true
		unix.Close(c.fd)
		return
	}
	c.session = session
	c.tag = l.nextTag()
	for len(l.conns) <= c.fd {
		l.conns = append(l.conns, nil)
	}
	l.conns[c.fd] = c
	l.count++
	if err := l.poller.add(c.fd, c.tag, watchInput); err != nil {
		l.drop(c, err)
		return
	}
	l.enqueue(c)
}

// nextTag counts through the positive numbers.
func (l *loop) nextTag() int32 {
	l.lastTag = max(1, l.lastTag+1)
	return l.lastTag
}

// drop closes a connection.
func (l *loop) drop(c *loopConn, err error) {
	c.gone = true
	l.deadlines.remove(c)
	l.conns[c.fd] = nil
	l.count--
	unix.Close(c.fd)
	c.keep(nil)
	c.session.Close(err)
}

// accept takes new connections from the acceptor that has them.
func (l *loop) accept(fd int) {
	for _, a := range l.acceptors {
		if a.fd == fd && !a.accept(l) {
			l.restAccepting(l.group.opts.Clock() + acceptPauseMillis)
		}
	}
}

// restAccepting has no connections accepted until a time; 0 goes on at once.
func (l *loop) restAccepting(until int64) {
	l.acceptAt = until
	events := uint32(unix.EPOLLIN)
	if until != 0 {
		events = 0
	}
	for _, a := range l.acceptors {
		a.whileOpen(func() { l.poller.change(a.fd, acceptorTag, events) })
	}
}

// drain stops accepting, and has every connection end when it has been answered.
func (l *loop) drain() {
	l.draining = true
	l.closeAcceptors()
	for _, c := range l.conns {
		if c != nil {
			c.draining = true
			c.readable = !c.eof
			l.enqueue(c)
		}
	}
}

func (l *loop) closeAcceptors() {
	for _, a := range l.acceptors {
		a.discard() // which takes it out of the poller as well
	}
	l.acceptors, l.acceptAt = nil, 0
}

// shut closes what is left.
func (l *loop) shut() {
	l.closeAcceptors()
	for _, c := range l.conns {
		if c != nil {
			l.drop(c, ErrClosed)
		}
	}
	l.mail.close()
	l.release()
}
