package session

import (
	"fmt"
	"time"

	"github.com/holdfast-db/holdfast/internal/command"
	"github.com/holdfast-db/holdfast/internal/latency"
	"github.com/holdfast-db/holdfast/internal/slowlog"
)

const (
	// maxTogether is how many brief commands are timed together.
	maxTogether = 16
	// briefBytes is how long the words and the reply of a command may be that is timed together with the next.
	briefBytes = 1 << 10
	// exactBelowMicros: who asks to hear of commands this short has each of them timed by itself.
	exactBelowMicros = 1000
	// suspicion is for how long commands are timed by themselves after several together took too long, so that the
	// culprit shows the next time.
	suspicion = 10 * time.Second
)

// meter tells how long commands take. Reading the clock costs a tenth of a GET, so the brief commands of a pipeline
// share a reading and the time that has passed between two of them. A command that may be slow, has long words or a
// long reply, or comes alone, is timed by itself. The alternative, the processor's own counter before each command,
// cost 3 % and an assembly file for every processor.
type meter struct {
	since time.Duration // when the commands began that were not measured yet
	calls int64         // how many they are
	kinds int
	ran   [4]stint
	last  *stint
	exact bool // time every command by itself
	// suspectUntil is how long that goes on because of what was slow before.
	suspectUntil time.Duration
}

// stint is a number of commands of one kind.
type stint struct {
	spec  *command.Spec
	calls int64
}

// count adds a command to those that are to be measured together.
func (m *meter) count(spec *command.Spec) {
	m.calls++
	if m.kinds == 0 || m.last.spec != spec {
		m.last = m.stintOf(spec)
	}
	m.last.calls++
}

func (m *meter) stintOf(spec *command.Spec) *stint {
	for i := range m.kinds {
		if m.ran[i].spec == spec {
			return &m.ran[i]
		}
	}
	st := &m.ran[m.kinds]
	*st = stint{spec: spec}
	m.kinds++
	return st
}

func (m *meter) isFull() bool { return m.calls == maxTogether || m.kinds == len(m.ran) }

// mono is the time by which durations are measured.
func (s *Session) mono() time.Duration { return s.shared.Engine.Clock().Mono() }

// startMeter begins to measure a turn.
func (s *Session) startMeter(now time.Duration) {
	s.meter.since = now
	slower := s.shared.Config.SlowlogSlowerThanMicros.Load()
	s.meter.exact = slower >= 0 && slower < exactBelowMicros || now < s.meter.suspectUntil
}

// ran takes down that a command has run and written what comes after mark. isLast says that none follows it at once.
func (s *Session) ran(m *meter, c *command.Call, args [][]byte, mark int, isLast bool) {
	m.count(c.Spec)
	replyBytes := c.Out.Len() - mark
	if replyBytes > 0 && c.Out.Bytes()[mark] == '-' {
		s.failed(c, c.Spec, c.Out.Bytes()[mark:])
	}
	if isLast || m.exact || !c.Spec.IsBrief() || m.isFull() || replyBytes > briefBytes || isLong(args) {
		s.measure(m, args)
	}
}

// isLong reports whether a command has many words, or a long one where they usually are.
func isLong(args [][]byte) bool {
	return len(args) > 8 || len(args) > 2 && len(args[2]) > briefBytes || len(args[len(args)-1]) > briefBytes
}

// measure shares the time that has passed among the commands that were counted. args are the words of the last one,
// if they are still there.
func (s *Session) measure(m *meter, args [][]byte) {
	if m.calls == 0 {
		return
	}
	now := s.mono()
	took := now - m.since
	if took >= time.Millisecond {
		s.now = s.shared.Engine.Clock().NowMillis() // for the commands that follow
	}
	each := took
	if m.calls > 1 {
		each /= time.Duration(m.calls)
	}
	tracks := s.shared.Config.LatencyTracking.Load()
	for i := range m.kinds {
		m.ran[i].spec.Tally().Ran(m.ran[i].calls, each, tracks)
	}
	if s.isSlow(took) {
		s.judge(m.last.spec, args, took, m.calls)
		if m.calls > 1 || s.samples.guessed && m.last.spec.Flags.Has(command.SkipSlowlog) {
			m.exact, m.suspectUntil = true, now+suspicion
		}
	}
	m.since, m.calls, m.kinds = now, 0, 0
	s.samples.guessed = false
}

// isSlow reports whether something remembers what has taken so long.
func (s *Session) isSlow(took time.Duration) bool {
	slower := s.shared.Config.SlowlogSlowerThanMicros.Load()
	threshold := s.shared.Engine.Latency.Threshold()
	return slower >= 0 && took.Microseconds() >= slower || threshold > 0 && took.Milliseconds() >= threshold
}

// judge remembers what took too long.
func (s *Session) judge(spec *command.Spec, args [][]byte, took time.Duration, calls int64) {
	event := latency.Command
	if spec.Flags.Has(command.Fast) {
		event = latency.FastCommand
	}
	s.shared.Engine.Latency.Observe(event, s.now, took)
	slower := s.shared.Config.SlowlogSlowerThanMicros.Load()
	if slower < 0 || took.Microseconds() < slower || spec.Flags.Has(command.SkipSlowlog) {
		return
	}
	s.shared.Clients.Slow.Add(slowlog.Entry{
		UnixSeconds: s.now / 1000,
		Took:        took,
		Words:       slowWords(spec, args, calls),
		Addr:        s.client.Addr,
		Name:        s.client.Name(),
	}, s.shared.Config.SlowlogMaxLen.Load())
}

// slowWords are the words to remember, without secrets.
func slowWords(spec *command.Spec, args [][]byte, calls int64) [][]byte {
	words := spec.Redacted(args)
	if args == nil {
		words = [][]byte{[]byte(spec.FullName())}
	}
	if calls > 1 {
		words = append(words[:len(words):len(words)],
			fmt.Appendf(nil, "... (and %d brief commands before it in a pipeline)", calls-1))
	}
	return words
}

// failed counts a reply that is an error.
func (s *Session) failed(c *command.Call, spec *command.Spec, reply []byte) {
	spec.Tally().Failed()
	if !c.Counted {
		s.shared.Clients.Stats.CountError(reply)
	}
	c.Counted = false
}

// hold remembers how long a command ran before it blocked; it counts when it has ended.
func (s *Session) hold() {
	now := s.mono()
	s.heldAt, s.heldTook = now, now-s.meter.since
	s.meter.since = now
}

// release takes down that a blocked command has ended, and written what comes after mark. The wait itself does not
// count, unless it is what the command is for.
func (s *Session) release(mark int) {
	if refused := s.parking.Refused; refused != nil && *refused {
		s.parked.Spec.Tally().Rejected()
		s.shared.Clients.Stats.CountError(s.out.Bytes()[mark:])
		return
	}
	now := s.mono()
	took := s.heldTook + now - s.meter.since
	if s.parking.IsWork {
		took = s.heldTook + now - s.heldAt
	}
	s.meter.since = now
	spec := s.parked.Spec
	if reply := s.out.Bytes()[mark:]; len(reply) > 0 && reply[0] == '-' {
		s.failed(&s.parked, spec, reply)
	}
	spec.Tally().Ran(1, took, s.shared.Config.LatencyTracking.Load())
	if s.isSlow(took) {
		s.judge(spec, s.parked.Args, took, 1)
	}
}
