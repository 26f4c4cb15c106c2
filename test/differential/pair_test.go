package differential

import (
	"fmt"
	"slices"
	"strings"

	"github.com/holdfast-db/holdfast/internal/resp"
)

// pair is a connection to each server; both are sent the same.
type pair struct {
	ours, theirs peer
	history      *history

	inMulti bool
	queued  []check // of the commands that EXEC will run
}

// run sends commands as one pipeline and compares the replies.
func (p *pair) run(steps []step) error {
	for _, s := range steps {
		p.ours.queue(s.args)
		p.theirs.queue(s.args)
	}
	if err := p.ours.flush(); err != nil {
		return fmt.Errorf("Holdfast: %w", err)
	}
	if err := p.theirs.flush(); err != nil {
		return fmt.Errorf("Redis: %w", err)
	}
	for _, s := range steps {
		if err := p.compare(s); err != nil {
			return err
		}
	}
	return nil
}

// compare receives the replies to one command.
func (p *pair) compare(s step) error {
	ours, err := p.ours.receive()
	if err != nil {
		return p.history.fault(s.args, fmt.Errorf("Holdfast: %w", err))
	}
	theirs, err := p.theirs.receive()
	if err != nil {
		return p.history.fault(s.args, fmt.Errorf("Redis: %w", err))
	}
	p.history.add(s.args, ours)
	if !p.agree(s, ours, theirs) {
		return p.history.fault(s.args, fmt.Errorf("Holdfast: %v\nRedis:    %v", ours, theirs))
	}
	return nil
}

// agree compares by the step's check, which inside a transaction is put off until EXEC.
func (p *pair) agree(s step, ours, theirs reply) bool {
	switch name := strings.ToUpper(s.args[0]); {
	case p.inMulti && ours.raw == "+QUEUED\r\n":
		p.queued = append(p.queued, s.check)
		return ours.raw == theirs.raw
	case name == "MULTI" && ours.raw == "+OK\r\n":
		p.inMulti = true
	case p.inMulti && name == "EXEC":
		defer p.endMulti() // even if it was refused
		return p.agreeInside(ours, theirs)
	case p.inMulti && name == "DISCARD" && len(s.args) == 1:
		p.endMulti()
	case s.check != nil:
		return s.check(ours.value, theirs.value)
	}
	return ours.raw == theirs.raw
}

func (p *pair) endMulti() { p.inMulti, p.queued = false, nil }

// agreeInside compares the elements of EXEC's replies.
func (p *pair) agreeInside(ours, theirs reply) bool {
	if ours.value.Kind != resp.Array || theirs.value.Kind != resp.Array {
		return ours.raw == theirs.raw
	}
	if len(ours.value.Elems) != len(p.queued) || len(theirs.value.Elems) != len(p.queued) {
		return false
	}
	loose := false
	for i, c := range p.queued {
		loose = loose || c != nil
		if c == nil {
			c = same
		}
		if !c(ours.value.Elems[i], theirs.value.Elems[i]) {
			return false
		}
	}
	return loose || ours.raw == theirs.raw
}

// iterate compares what complete iterations by SCAN have found.
func (p *pair) iterate(s step) error {
	ours, err := p.ours.scan(s.args)
	if err != nil {
		return p.history.fault(s.args, fmt.Errorf("Holdfast: %w", err))
	}
	theirs, err := p.theirs.scan(s.args)
	if err != nil {
		return p.history.fault(s.args, fmt.Errorf("Redis: %w", err))
	}
	if !slices.Equal(ours, theirs) {
		return p.history.fault(s.args, fmt.Errorf("Holdfast: %q\nRedis:    %q", ours, theirs))
	}
	return nil
}

// scan returns the keys of a complete iteration in order, or the text of the error reply. Redis may return a key
// twice.
func (p *peer) scan(args []string) ([]string, error) {
	var found []string
	for cursor := "0"; ; {
		r, err := p.do(slices.Insert(slices.Clone(args), 1, cursor)...)
		if err != nil {
			return nil, err
		}
		if r.value.Kind != resp.Array {
			return []string{r.raw}, nil
		}
		for _, e := range r.value.Elems[1].Elems {
			found = append(found, string(e.Str))
		}
		if cursor = string(r.value.Elems[0].Str); cursor == "0" {
			slices.Sort(found)
			return slices.Compact(found), nil
		}
	}
}
