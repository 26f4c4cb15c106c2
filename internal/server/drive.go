package server

import "io"

// drive holds what a transport knows about one session, and decides what comes next.
// The transports move bytes; the rules stand here, once, for both.
type drive struct {
	session  Session
	need     int  // Process gets nowhere with less input than this
	woken    bool // call Process once more, whatever the input
	eof      bool // all input has been read
	hup      bool // the peer has closed its side; unread input may be left
	draining bool // the server is shutting down
}

// step is what a transport does next for a session.
type step uint8

const (
	stepRead  step = iota // wait for input
	stepRun               // run the input that is there
	stepSend              // send the output
	stepHold              // wait for Notify: the output may not leave yet
	stepWait              // wait for Wake or the deadline
	stepClose             // close the connection, with reason()
)

// next decides. Output always comes first: a session with replies left is neither run
// nor read, which bounds what a client that does not read can hold, and keeps a
// stream of writes from moving the point that its replies wait for.
func (d *drive) next(buffered int) step {
	state := d.session.State()
	switch {
	case state == Dead:
		return stepClose
	case len(d.session.Output()) > 0:
		if d.session.Ready() {
			return stepSend
		}
		return stepHold
	case state == Closing:
		return stepClose
	case d.woken:
		return stepRun
	case state == Parked:
		return stepWait
	case state == Blocked:
		if d.eof || d.hup || d.draining {
			return stepClose
		}
		return stepWait
	case buffered > 0 && buffered >= d.need:
		return stepRun
	case d.eof:
		return stepClose
	}
	return stepRead
}

// run gives input to the session and returns how much it used.
func (d *drive) run(in []byte) (used int) {
	d.woken = false
	used = d.session.Process(in)
	left := len(in) - used
	d.need = 0
	if left > 0 {
		d.need = d.session.Need()
	}
	if used == 0 && d.need <= left && len(d.session.Output()) == 0 {
		d.need = left + 1 // it got nowhere with this much: never spin
	}
	return used
}

// expire calls Timeout if the session's deadline has passed.
func (d *drive) expire(nowMillis int64) {
	if due := d.session.Deadline(); due != 0 && due <= nowMillis {
		d.session.Timeout()
		d.woken = true
	}
}

// reason tells why a session whose next step is stepClose ends.
func (d *drive) reason() error {
	switch state := d.session.State(); {
	case state == Dead || state == Closing:
		return nil
	case d.eof || d.hup:
		return io.EOF
	}
	return ErrClosed
}
