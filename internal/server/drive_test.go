package server

import (
	"io"
	"testing"
)

// scriptedSession is in whatever condition a test puts it.
type scriptedSession struct {
	state  State
	output string
	ready  bool
	need   int
	uses   int // what Process returns
}

func (s *scriptedSession) Process([]byte) int { return s.uses }
func (s *scriptedSession) Need() int          { return s.need }
func (s *scriptedSession) Holds(int)          {}
func (s *scriptedSession) Output() []byte     { return []byte(s.output) }
func (s *scriptedSession) Sent(int)           {}
func (s *scriptedSession) Ready() bool        { return s.ready }
func (s *scriptedSession) State() State       { return s.state }
func (s *scriptedSession) Deadline() int64    { return 0 }
func (s *scriptedSession) Timeout()           {}
func (s *scriptedSession) Close(error)        {}

func TestDriveNext(t *testing.T) {
	for _, test := range []struct {
		name     string
		session  scriptedSession
		drive    drive
		buffered int
		want     step
	}{
		{"idle", scriptedSession{}, drive{}, 0, stepRead},
		{"input", scriptedSession{}, drive{}, 5, stepRun},
		{"half a command", scriptedSession{}, drive{need: 6}, 5, stepRead},
		{"half a command and no more", scriptedSession{}, drive{need: 6, eof: true}, 5, stepClose},
		{"a command before the end", scriptedSession{}, drive{eof: true}, 5, stepRun},
		{"hung up, unread input", scriptedSession{}, drive{hup: true}, 0, stepRead},
		{"woken", scriptedSession{}, drive{woken: true}, 0, stepRun},
		{"woken while parked", scriptedSession{state: Parked}, drive{woken: true}, 0, stepRun},
		{"output", scriptedSession{output: "x", ready: true}, drive{woken: true}, 5, stepSend},
		{"output not ready", scriptedSession{output: "x"}, drive{woken: true}, 5, stepHold},
		{"output after the end", scriptedSession{output: "x", ready: true}, drive{eof: true}, 0, stepSend},
		{"parked", scriptedSession{state: Parked}, drive{}, 5, stepWait},
		{"parked at the end", scriptedSession{state: Parked}, drive{eof: true, draining: true}, 5, stepWait},
		{"blocked", scriptedSession{state: Blocked}, drive{}, 5, stepWait},
		{"blocked, hung up", scriptedSession{state: Blocked}, drive{hup: true}, 5, stepClose},
		{"blocked at the end", scriptedSession{state: Blocked}, drive{eof: true}, 5, stepClose},
		{"blocked in a drain", scriptedSession{state: Blocked}, drive{draining: true}, 5, stepClose},
		{"closing with output", scriptedSession{state: Closing, output: "x", ready: true}, drive{}, 5, stepSend},
		{"closing", scriptedSession{state: Closing}, drive{woken: true}, 5, stepClose},
		{"dead", scriptedSession{state: Dead, output: "x", ready: true}, drive{}, 5, stepClose},
	} {
		test.drive.session = &test.session
		if got := test.drive.next(test.buffered); got != test.want {
			t.Errorf("%s: step %d, want %d", test.name, got, test.want)
		}
	}
}

// A session that stops early is run again; one that gets nowhere waits for more input,
// whatever it says.
func TestDriveRun(t *testing.T) {
	for _, test := range []struct {
		name    string
		session scriptedSession
		want    step
	}{
		{"all used", scriptedSession{uses: 10}, stepRead},
		{"incomplete", scriptedSession{uses: 4, need: 7}, stepRead},
		{"stopped early", scriptedSession{uses: 4, need: 6}, stepRun},
		{"nowhere", scriptedSession{uses: 0, need: 3}, stepRead},
	} {
		d := drive{session: &test.session}
		left := 10 - d.run(make([]byte, 10))
		if got := d.next(left); got != test.want {
			t.Errorf("%s: step %d, want %d", test.name, got, test.want)
		}
	}
}

func TestDriveReason(t *testing.T) {
	for _, test := range []struct {
		state State
		drive drive
		want  error
	}{
		{Closing, drive{eof: true}, nil},
		{Dead, drive{}, nil},
		{Running, drive{eof: true}, io.EOF},
		{Blocked, drive{hup: true}, io.EOF},
		{Blocked, drive{draining: true}, ErrClosed},
	} {
		test.drive.session = &scriptedSession{state: test.state}
		if got := test.drive.reason(); got != test.want {
			t.Errorf("state %d, %+v: %v, want %v", test.state, test.drive, got, test.want)
		}
	}
}
