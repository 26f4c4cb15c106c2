package server

// yielding is what a loop keeps to serve others while one of its sessions is busy.
type yielding struct {
	scratch *[64 << 10]byte
	working []*loopConn
}

// Yield serves the other connections of the loop for a round, from within this one's Process: a script that takes long
// calls it again and again. Input views stay valid, for the round has a scratch buffer of its own. What has a deadline
// waits until Process is over.
func (c *loopConn) Yield() { c.loop.yield(c) }

func (l *loop) yield(running *loopConn) {
	if l.yielding == nil {
		l.yielding = &yielding{scratch: new([64 << 10]byte)}
	}
	y, working, scratch, ran := l.yielding, l.working, l.scratch, l.ran
	l.running = running
	l.handOver(running)
	l.working, l.scratch, l.ran = y.working, y.scratch, false
	l.takeEvents(l.poller.poll())
	l.takeMail()
	l.work()
	y.working = l.working[:0]
	l.working, l.scratch, l.ran = working, scratch, ran
	l.running = nil
}

// handOver gives the others of the interrupted round their turn in the next one.
func (l *loop) handOver(running *loopConn) {
	for i, c := range l.working {
		if c != nil && c != running {
			l.queue = append(l.queue, c)
			l.working[i] = nil
		}
	}
}
