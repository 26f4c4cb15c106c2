package streams

import (
	"github.com/holdfast-db/holdfast/internal/command"
	"github.com/holdfast-db/holdfast/internal/value/stream"
)

func xcfgsetSpec() command.Spec {
	return command.Spec{
		Name: "XCFGSET", Group: "stream", Since: "8.6.0", Complexity: "O(N) where N is the number of entries removed.",
		Summary: "Sets how much of a stream is kept.",
		Flags:   command.Write | command.Fast,
		Keys:    []command.KeyRule{command.At(1, command.RW|command.UpdatesData)},
		Syntax: "key [RETAIN-LENGTH count] [RETAIN-AGE milliseconds] [RETAIN-BYTES bytes:integer] " +
			"[RETAIN-UNREAD <YES | NO>]",
		Compat: command.Partial("the options are Holdfast's own; those on idempotent messages are not there yet"),
		Run:    xcfgset,
	}
}

func xcfgset(c *command.Call) {
	s, ok := modify(c, c.Key())
	switch {
	case !ok:
		return
	case !s.found:
		c.Fail(command.ErrNoSuchKey)
		return
	case len(c.Args) < 4:
		c.Fail(command.ErrSyntax)
		return
	}
	r := s.Retention
	if !parseRetention(c, &r) {
		return
	}
	s.Retention = r
	c.LogCall()
	s.retain(c)
	s.store(c)
	c.Out.OK()
}

func parseRetention(c *command.Call, r *stream.Retention) bool {
	for i := 2; i < len(c.Args); i += 2 {
		ok := i+1 < len(c.Args)
		switch {
		case !ok:
			c.Fail(command.ErrSyntax)
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

// retainBatch is how many entries a command removes at most because of the retention; the background goes on.
const retainBatch = 1 << 10

// retain removes and logs what the stream's retention does not want any more. While the log is applied again it does
// nothing: what was removed is in the log.
func (s opened) retain(c *command.Call) {
	if s.Retention == (stream.Retention{}) || c.Tx.IsReplaying() {
		return
	}
	n, _ := s.Excess(c.Tx.Now(), retainBatch)
	if n == 0 {
		return
	}
	s.DeleteFirst(n)
	c.Tx.LogHead(2+effectWords, "XTRIM")
	c.Tx.LogWord(s.key)
	t := trim{strategy: maxLen}
	t.logEffect(c, s)
}
