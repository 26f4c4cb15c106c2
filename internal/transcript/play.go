package transcript

import (
	"errors"
	"fmt"
	"time"

	"github.com/holdfast-db/holdfast/internal/redistest"
	"github.com/holdfast-db/holdfast/internal/resp"
)

// pollLimit bounds "@ poll" and "@ block", beyond the time that is waited for
// on purpose. Only a failing test ever waits so long.
const pollLimit = 10 * time.Second

// errDebugRefused says that a case under "@ debug" cannot be run.
var errDebugRefused = errors.New("the server does not allow the DEBUG command")

// player runs one case. Its connections last as long as the case.
type player struct {
	target Target
	mode   Mode
	conns  map[string]Conn
}

// play runs the case and returns the outcomes of the steps up to the first
// error. An error is of the connection or the server; a wrong reply is an
// outcome.
func (p *player) play(c *Case) ([]outcome, error) {
	p.conns = make(map[string]Conn)
	defer p.hangUp()
	if err := p.prepare(c); err != nil {
		return nil, err
	}
	var outcomes []outcome
	for i := range c.Steps {
		step := &c.Steps[i]
		if step.skippedBy(p.target) {
			continue
		}
		if err := p.restartBefore(i, len(c.Steps)); err != nil {
			return outcomes, err
		}
		out, err := p.step(step, c.protocol == 3)
		if err != nil {
			return outcomes, fmt.Errorf("line %d: %w", step.Line, err)
		}
		if !step.block {
			outcomes = append(outcomes, out)
		}
	}
	return outcomes, nil
}

// prepare waits until the server has forgotten the clients of the case before,
// which may still be subscribed to something, and empties it.
func (p *player) prepare(c *Case) error {
	if err := p.awaitAlone(); err != nil {
		return err
	}
	if c.debug {
		v, err := p.ask("DEBUG", "HELP")
		if err != nil {
			return err
		}
		if v.Kind == resp.Error {
			return errDebugRefused
		}
	}
	v, err := p.ask("FLUSHALL")
	if err != nil {
		return err
	}
	if v.Kind == resp.Error {
		return fmt.Errorf("FLUSHALL before the case: %s", v.Str)
	}
	return nil
}

func (p *player) restartBefore(i, steps int) error {
	if p.mode == Cold {
		return p.target.(Chiller).Chill()
	}
	last := i == steps-1
	if i == 0 || !(p.mode == Restart || p.mode == RestartLast && last) {
		return nil
	}
	p.hangUp()
	if err := p.target.(Restarter).Restart(); err != nil {
		return fmt.Errorf("restart: %w", err)
	}
	return nil
}

// step runs a step, repeatedly if it is to be polled.
func (p *player) step(s *Step, typed bool) (outcome, error) {
	limit, err := p.advance(s)
	if err != nil {
		return outcome{}, err
	}
	conn, err := p.conn(s.Conn)
	if err != nil {
		return outcome{}, err
	}
	if s.block {
		return outcome{}, p.block(conn, s.Args)
	}
	var out outcome
	attempt := func() bool {
		var v resp.Value
		if v, err = p.exchange(conn, s.Args); err != nil {
			return true
		}
		out = p.judge(s, v, typed)
		return out.ok || !s.poll
	}
	redistest.Until(limit, attempt) // a failure shows in the last outcome
	return out, err
}

// advance lets the time pass that the step asks for, and returns how long the
// step may be polled. On a real server it is the poll that waits.
func (p *player) advance(s *Step) (limit time.Duration, err error) {
	if a, ok := p.target.(Advancer); ok && s.advance > 0 {
		return pollLimit, a.Advance(s.advance)
	}
	return pollLimit + s.advance, nil
}

// judge compares a reply with what the file has for it.
func (p *player) judge(s *Step, v resp.Value, typed bool) outcome {
	out := outcome{step: s, want: s.want, value: v}
	if p.mode == RESP3 && s.want3.stated() {
		out.want, typed = s.want3, true
	}
	out.got = render(v, typed)
	out.ok = s.matches(out.want.lines, out.got)
	return out
}
