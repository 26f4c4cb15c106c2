package session

import (
	"time"

	"github.com/holdfast-db/holdfast/internal/command"
)

// oneIn is how many brief commands of a kind share a measurement within scripts and transactions. It is prime, so that
// a script which repeats itself has all of its commands measured in turn.
const oneIn = 31

// briefTime is what a sample may have taken to stand for others: beside more than that, two readings are nothing.
const briefTime = 20 * time.Microsecond

// samples are how long brief commands took of late that are parts of larger units. Reading the clock twice costs as
// much as such a command: so only some are timed, and stand for those that follow. To time them together, as those of a
// pipeline are, would charge them with what the script does in between.
type samples struct {
	kinds [4]sample
	next  int // which makes room for a new kind
	// guessed says that the running command has parts that were not timed.
	guessed bool
}

// sample is how long a command of a kind took, and how many more are taken to have taken as long.
type sample struct {
	spec *command.Spec
	took time.Duration
	left int
}

// of is the sample of a kind of command.
func (m *samples) of(spec *command.Spec) *sample {
	for i := range m.kinds {
		if m.kinds[i].spec == spec {
			return &m.kinds[i]
		}
	}
	e := &m.kinds[m.next]
	m.next = (m.next + 1) % len(m.kinds)
	*e = sample{spec: spec}
	return e
}

// RunNested implements command.Runner.
func (s *Session) RunNested(c *command.Call) {
	spec, args, mark := c.Spec, c.Args, c.Out.Len() // the handler may put other words in their place
	if !spec.IsBrief() || s.meter.exact || isLong(args) {
		s.runTimed(c, spec, args)
	} else {
		s.runSampled(c, spec, args)
	}
	if c.Out.Len() > mark && c.Out.Bytes()[mark] == '-' {
		s.failed(c, spec, c.Out.Bytes()[mark:])
	}
}

// RejectNested implements command.Runner.
func (s *Session) RejectNested(spec *command.Spec, reply []byte) {
	if spec != nil {
		spec.Tally().Rejected()
	}
	s.shared.Clients.Stats.CountError(reply)
}

// runTimed runs a part of a larger unit, and returns how long that took.
func (s *Session) runTimed(c *command.Call, spec *command.Spec, args [][]byte) time.Duration {
	start := s.mono()
	c.Perform()
	took := s.mono() - start
	spec.Tally().Ran(1, took, s.shared.Config.LatencyTracking.Load())
	if s.isSlow(took) {
		s.judge(spec, args, took, 1)
	}
	return took
}

// runSampled is runTimed for a brief command, if it is its turn.
func (s *Session) runSampled(c *command.Call, spec *command.Spec, args [][]byte) {
	e := s.samples.of(spec)
	if e.left == 0 {
		took := s.runTimed(c, spec, args)
		if took < briefTime {
			e.took, e.left = took, oneIn-1
		}
		return
	}
	e.left--
	took := e.took
	s.samples.guessed = true
	c.Perform()
	spec.Tally().Ran(1, took, s.shared.Config.LatencyTracking.Load())
}
