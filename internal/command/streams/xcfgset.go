package streams

import (
	"github.com/holdfast-db/holdfast/internal/command"
	"github.com/holdfast-db/holdfast/internal/value/stream"
)

func xcfgsetSpec() command.Spec {
	return command.Spec{
		Name: "XCFGSET", Group: "stream", Since: "8.6.0", Complexity: "O(N) where N is the number of entries removed.",
		Summary: "Sets how much of a stream is kept, and for how long it remembers what producers have added.",
		Flags:   command.Write | command.Fast,
		Keys:    []command.KeyRule{command.At(1, command.RW|command.UpdatesData)},
		Syntax: "key [IDMP-DURATION seconds] [IDMP-MAXSIZE count] [RETAIN-LENGTH count] [RETAIN-AGE milliseconds] [RETAIN-BYTES bytes:integer] " +
			"[RETAIN-UNREAD <YES | NO>]",
		Compat: command.Partial("the options on what is retained are Holdfast's own"),
		Run:    xcfgset,
	}
}

func xcfgset(c *command.Call) {
	s, ok := modify(c, c.Key())
	switch {
	case !ok:
		return
	case !s.Found:
		c.Fail(command.ErrNoSuchKey)
		return
	case len(c.Args) < 4:
		c.Fail(command.ErrSyntax)
		return
	}
	r, m := s.Retention, s.Idempotence
	if !parseSettings(c, &r, &m) {
		return
	}
	s.Retention = r
	if hasIdmp(c) {
		s.SetIdempotence(m.DurationMillis, m.MaxSize)
	}
	c.LogCall()
	s.retain(c)
	s.store(c)
	c.Out.OK()
}

// hasIdmp reports whether names are to be forgotten.
func hasIdmp(c *command.Call) bool {
	for i := 2; i < len(c.Args); i += 2 {
		if c.Is(i, "IDMP-DURATION") || c.Is(i, "IDMP-MAXSIZE") {
			return true
		}
	}
	return false
}

// The limits of Redis.
const (
	maxIdmpSeconds = 86_400
	maxIdmpSize    = 10_000
)

// between parses argument i as an integer in a range, or replies with an error.
func between(c *command.Call, i int, low, high int64) (int64, bool) {
	n, ok := c.Int(i)
	if ok && (n < low || n > high) {
		c.Fail(errIdmpRange)
		return 0, false
	}
	return n, ok
}

func parseSettings(c *command.Call, r *stream.Retention, m *stream.Idempotence) bool {
	if m.MaxSize == 0 {
		m.MaxSize, m.DurationMillis = stream.DefaultIdempotenceSize, stream.DefaultIdempotenceMillis
	}
	for i := 2; i < len(c.Args); i += 2 {
		ok := i+1 < len(c.Args)
		switch {
		case !ok:
			c.Fail(command.ErrSyntax)
		case c.Is(i, "IDMP-DURATION"):
			m.DurationMillis, ok = between(c, i+1, 1, maxIdmpSeconds)
			m.DurationMillis *= 1000
		case c.Is(i, "IDMP-MAXSIZE"):
			m.MaxSize, ok = between(c, i+1, 1, maxIdmpSize)
		case c.Is(i, "RETAIN-LENGTH"):
			r.Length, ok = nonNegative(c, i+1)
		case c.Is(i, "RETAIN-AGE"):
			r.AgeMillis, ok = nonNegative(c, i+1)
			r.AgeMillis = min(r.AgeMillis, stream.MaxTime)
		case c.Is(i, "RETAIN-BYTES"):
			r.Bytes, ok = nonNegative(c, i+1)
		case c.Is(i, "RETAIN-UNREAD") && c.Is(i+1, "YES"):
			r.Unread = false
		case c.Is(i, "RETAIN-UNREAD") && c.Is(i+1, "NO"):
			r.Unread = true
		default:
			c.Fail(command.ErrSyntax)
			ok = false
		}
		if !ok {
			return false
		}
	}
	return true
}
