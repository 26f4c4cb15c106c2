package streams

import (
	"errors"

	"github.com/holdfast-db/holdfast/internal/command"
	"github.com/holdfast-db/holdfast/internal/value/stream"
)

func xgroupConfigureSpec() command.Spec {
	return command.Spec{
		Name: "CONFIGURE", Since: "0.2.0", Complexity: "O(N) where N is the number of entries that are pending.",
		Summary: "Sets what a group does by itself about entries that nobody acknowledges.",
		Flags:   command.Write | command.DenyOOM,
		Keys:    []command.KeyRule{command.At(2, command.RW|command.UpdatesData)},
		Syntax: "key group [VISIBILITY milliseconds] [BACKOFF factor:double] [MAXVISIBILITY milliseconds] " +
			"[MAXDELIVERIES count] [DEADLETTER deadletter] [ORDERBY field]",
		Compat: command.Ours("retries, back-off, dead letters, and order by a field"),
		Run:    xgroupConfigure,
	}
}

var (
	errBackoff    = errors.New("ERR BACKOFF must be a factor between 1 and 100")
	errDeadLetter = errors.New("ERR MAXDELIVERIES and DEADLETTER need each other")
	errDeadSelf   = errors.New("ERR the dead letters of a stream need a stream of their own")
	errParked     = errors.New("ERR entries are parked in their order; ORDERBY can change when they have been delivered")
	errDeadName   = errors.New("ERR the name of the DEADLETTER stream is too long")
)

const maxBackoff = 100

func xgroupConfigure(c *command.Call) {
	s, g, ok := openOf(c)
	if !ok {
		return
	}
	p := g.Properties
	if !parseProperties(c, &p) {
		return
	}
	switch {
	case (p.MaxDeliveries > 0) != (p.DeadLetter != ""):
		c.Fail(errDeadLetter)
		return
	case p.DeadLetter == string(s.Key):
		c.Fail(errDeadSelf)
		return
	}
	if !g.SetProperties(p) {
		c.Fail(errParked)
		return
	}
	g.Save()
	logGroup(c)
	s.store(c)
	c.Out.OK()
}

func parseProperties(c *command.Call, p *stream.Properties) bool {
	for i := 4; i < len(c.Args); i += 2 {
		ok := i+1 < len(c.Args)
		switch {
		case !ok:
			c.Fail(errSubcommand(c))
		case c.Is(i, "VISIBILITY"):
			p.Visibility, ok = nonNegative(c, i+1)
			p.Visibility = min(p.Visibility, stream.MaxTime)
		case c.Is(i, "MAXVISIBILITY"):
			p.MaxVisibility, ok = nonNegative(c, i+1)
			p.MaxVisibility = min(p.MaxVisibility, stream.MaxTime)
		case c.Is(i, "BACKOFF"):
			factor, isNumber := command.ParseFloat(c.Args[i+1])
			if ok = isNumber && factor >= 1 && factor <= maxBackoff; !ok {
				c.Fail(errBackoff)
			}
			p.Backoff = int64(factor*stream.PlainBackoff + 0.5)
		case c.Is(i, "MAXDELIVERIES"):
			var n int64
			n, ok = nonNegative(c, i+1)
			p.MaxDeliveries = uint64(n)
		case c.Is(i, "DEADLETTER"):
			if ok = len(c.Args[i+1]) <= stream.MaxDeadLetter; !ok {
				c.Fail(errDeadName)
			}
			p.DeadLetter = string(c.Args[i+1])
		case c.Is(i, "ORDERBY"):
			p.OrderBy = string(c.Args[i+1])
		default:
			c.Fail(errSubcommand(c))
			ok = false
		}
		if !ok {
			return false
		}
	}
	return true
}
