package server

import (
	"bytes"
	"fmt"
	"strconv"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
)

// fakeOutputLimit is where a fake session stops early.
const fakeOutputLimit = 64 << 10

// fakeHandler hands out fake sessions and lets tests reach them.
type fakeHandler struct {
	t        *testing.T
	opened   chan *fakeSession // every session, in order of acceptance
	refusal  string            // refuses all when set
	idleMs   int64             // idle timeout, 0 for none
	clock    func() int64
	flushes  atomic.Int64
	appended chan struct{} // gets something when the log grows
	produced atomic.Int64  // bytes of output of all sessions
	held     atomic.Int64  // what Holds last said

	mu      sync.Mutex // guards the log's positions
	written int64
	durable int64
}

func newFakeHandler(t *testing.T) *fakeHandler {
	return &fakeHandler{t: t, opened: make(chan *fakeSession, 2000), appended: make(chan struct{}, 1)}
}

func (h *fakeHandler) Accept(info ConnInfo, w Waker) (Session, []byte) {
	if h.refusal != "" {
		return nil, []byte(h.refusal)
	}
	s := &fakeSession{h: h, info: info, waker: w, closed: make(chan error, 1)}
	if h.idleMs > 0 {
		s.deadline = h.clock() + h.idleMs
	}
	h.opened <- s
	return s, nil
}

func (h *fakeHandler) Flush() { h.flushes.Add(1) }

// IsFlushDear takes turns, so that all tests see rounds of both kinds.
func (h *fakeHandler) IsFlushDear() bool { return h.flushes.Load()%2 == 0 }

// append adds to the fake log and returns the position to wait for.
func (h *fakeHandler) append() int64 {
	h.mu.Lock()
	defer h.mu.Unlock()
	h.written++
	select {
	case h.appended <- struct{}{}:
	default:
	}
	return h.written
}

// end returns the position of the last write.
func (h *fakeHandler) end() int64 {
	h.mu.Lock()
	defer h.mu.Unlock()
	return h.written
}

// sync makes the fake log durable up to its end; call Notify afterwards.
func (h *fakeHandler) sync() {
	h.mu.Lock()
	defer h.mu.Unlock()
	h.durable = h.written
}

func (h *fakeHandler) isDurable(position int64) bool {
	h.mu.Lock()
	defer h.mu.Unlock()
	return position <= h.durable
}

// fakeSession speaks lines:
//
//	echo TEXT   replies TEXT
//	blob N      is followed by N bytes; replies their number
//	big N       replies N bytes
//	write TEXT  replies TEXT when the log is durable
//	block [MS]  replies "woken" or "timeout"
//	park        replies "unparked" when woken
//	quit, die   reply "bye" and close, or just close
type fakeSession struct {
	h        *fakeHandler
	info     ConnInfo
	waker    Waker
	closed   chan error // receives Close's reason
	out      []byte
	need     int
	deadline int64
	position int64 // of the log, that out depends on

	mu      sync.Mutex // guards the fields below
	state   State
	release bool // by wake
}

// wake ends a block or park from another goroutine.
func (s *fakeSession) wake() {
	s.mu.Lock()
	s.release = true
	s.mu.Unlock()
	s.waker.Wake()
}

func (s *fakeSession) setState(state State) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.state = state
}

func (s *fakeSession) State() State {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.state
}

// takeRelease turns a release into the end of the wait.
func (s *fakeSession) takeRelease() {
	s.mu.Lock()
	defer s.mu.Unlock()
	if !s.release {
		return
	}
	switch s.state {
	case Blocked:
		s.say("woken")
	case Parked:
		s.say("unparked")
	default:
		return
	}
	s.release, s.state, s.deadline = false, Running, 0
}

func (s *fakeSession) Process(in []byte) (used int) {
	if len(s.out) > 0 {
		s.h.t.Errorf("Process called with %d bytes of output unsent", len(s.out))
	}
	s.takeRelease()
	for s.State() == Running && len(s.out) < fakeOutputLimit {
		line, _, ok := bytes.Cut(in[used:], []byte("\n"))
		if !ok {
			s.need = len(in) - used + 1
			return used
		}
		n := s.runLine(string(line), len(in)-used)
		if n == 0 {
			return used
		}
		used += n
	}
	s.need = 0
	return used
}

// runLine runs one command and returns its length, or 0 if it is incomplete.
func (s *fakeSession) runLine(line string, available int) int {
	length := len(line) + 1
	name, arg, _ := strings.Cut(line, " ")
	number, _ := strconv.Atoi(arg)
	switch name {
	case "echo":
		s.say(arg)
	case "blob":
		length += number
		if length > available {
			s.need = length
			return 0
		}
		s.say(fmt.Sprint("blob ", number))
	case "big":
		s.say(strings.Repeat("x", number))
	case "write":
		s.position = s.h.append()
		s.say(arg)
	case "block":
		if number > 0 {
			s.deadline = s.h.clock() + int64(number)
		}
		s.setState(Blocked)
		s.takeRelease() // that came before
	case "park":
		s.setState(Parked)
		s.takeRelease()
	case "quit":
		s.say("bye")
		s.setState(Closing)
	case "die":
		s.setState(Dead)
	default:
		s.say("unknown " + name)
	}
	if s.h.idleMs > 0 {
		s.deadline = s.h.clock() + s.h.idleMs
	}
	return length
}

func (s *fakeSession) say(text string) {
	s.out = append(append(s.out, text...), '\n')
	s.h.produced.Add(int64(len(text) + 1))
}

func (s *fakeSession) Need() int       { return s.need }
func (s *fakeSession) Holds(bytes int) { s.h.held.Store(int64(bytes)) }
func (s *fakeSession) Output() []byte  { return s.out }
func (s *fakeSession) Ready() bool     { return s.h.isDurable(s.position) }
func (s *fakeSession) Deadline() int64 { return s.deadline }
func (s *fakeSession) Close(err error) { s.closed <- err }

func (s *fakeSession) Sent(n int) {
	if s.out = s.out[n:]; len(s.out) == 0 {
		s.out = nil
	}
}

func (s *fakeSession) Timeout() {
	s.deadline = 0
	if s.State() == Blocked {
		s.setState(Running)
		s.say("timeout")
		return
	}
	s.setState(Dead)
}
