package streams

import (
	"strconv"

	"github.com/holdfast-db/holdfast/internal/command"
	"github.com/holdfast-db/holdfast/internal/value/stream"
)

func xnackSpec() command.Spec {
	return command.Spec{
		Name: "XNACK", Group: "stream", Since: "8.8.0", Complexity: "O(1) for each entry.",
		Summary: "Gives pending entries back to their group, which delivers them again, at once or after a delay.",
		Flags:   command.Write,
		Keys:    []command.KeyRule{command.At(1, command.RW|command.UpdatesData)},
		Syntax: "key group <SILENT | FAIL | FATAL> IDS numids:integer id [id ...] [RETRYCOUNT count] [FORCE] " +
			"[DELAY milliseconds] [AT unix-time-milliseconds] [REASON reason]",
		Compat: command.Partial("DELAY, AT and REASON are Holdfast's own"),
		Run:    xnack,
	}
}

// nack is what XNACK is asked for.
type nack struct {
	mode    string
	ids     []stream.ID
	retries int64 // the new count of deliveries, -1 if that is not given
	at      int64
	reason  []byte
	force   bool // entries that are not pending, too
}

func xnack(c *command.Call) {
	n := nack{retries: -1, at: c.Tx.Now()}
	if !n.parse(c) {
		return
	}
	s, g, ok := openGroup(c, c.Key(), c.Args[2], true)
	if !ok {
		return
	}
	released := int64(0)
	for _, id := range n.ids {
		p, found := g.Find(id)
		count := n.count(p.Count)
		switch {
		case found:
			g.Release(id, n.at, count, n.reason)
		case n.force && s.Has(id):
			g.Offer(id, n.at, count, n.reason)
		default:
			continue
		}
		n.log(c, s, id, count)
		released++
	}
	if released > 0 {
		g.Save()
		s.store(c) // consumers that wait may get them
	}
	c.Out.Int(released)
}

func (n *nack) count(now uint64) uint64 {
	switch {
	case n.retries >= 0:
		return uint64(n.retries)
	case n.mode == "FATAL":
		return stream.MostDeliveries // as in Redis
	case n.mode == "SILENT" && now > 0:
		return now - 1
	}
	return now
}

func (n *nack) parse(c *command.Call) bool {
	switch {
	case c.Is(3, "SILENT"):
		n.mode = "SILENT"
	case c.Is(3, "FAIL"):
		n.mode = "FAIL"
	case c.Is(3, "FATAL"):
		n.mode = "FATAL"
	default:
		c.Fail(command.ErrSyntax)
		return false
	}
	for i := 4; i < len(c.Args); i += 2 {
		ok := i+1 < len(c.Args)
		switch {
		case c.Is(i, "FORCE"):
			n.force, ok = true, true
			i--
		case !ok:
			c.Fail(command.ErrSyntax)
		case c.Is(i, "IDS") && n.ids == nil:
			if n.ids, ok = countedIDs(c, i+1); ok {
				i += len(n.ids)
			}
		case c.Is(i, "RETRYCOUNT"):
			n.retries, ok = nonNegative(c, i+1)
		case c.Is(i, "DELAY"):
			n.at, ok = nonNegative(c, i+1)
			n.at = min(n.at, stream.MaxTime) + c.Tx.Now()
		case c.Is(i, "AT"):
			n.at, ok = nonNegative(c, i+1)
			n.at = max(n.at, 1) // 0 is never
		case c.Is(i, "REASON") && len(c.Args[i+1]) <= maxReason:
			n.reason = c.Args[i+1]
		default:
			c.Fail(command.ErrSyntax)
			ok = false
		}
		if !ok {
			return false
		}
	}
	if n.ids == nil {
		c.Fail(command.ErrSyntax)
	}
	return n.ids != nil
}

// maxReason is the longest reason that is kept.
const maxReason = 255

// log logs what has become of one entry.
func (n *nack) log(c *command.Call, s opened, id stream.ID, count uint64) {
	var a, b, d [stream.MaxIDText]byte
	words := [][]byte{
		s.Key, c.Args[2], []byte(n.mode), []byte("IDS"), []byte("1"), stream.AppendID(a[:0], id),
		wordRetryCount, strconv.AppendUint(b[:0], count, 10), []byte("AT"), strconv.AppendInt(d[:0], n.at, 10),
	}
	if len(n.reason) > 0 {
		words = append(words, []byte("REASON"), n.reason)
	}
	if n.force {
		words = append(words, wordForce)
	}
	c.Tx.LogAs("XNACK", words...)
}

// nonNegative parses argument i as an integer that is not negative, or replies with an error.
func nonNegative(c *command.Call, i int) (int64, bool) {
	n, ok := c.Int(i)
	if ok && n < 0 {
		c.Fail(command.ErrNotInteger)
		return 0, false
	}
	return n, ok
}

// countedIDs parses a number at argument i, and as many ids behind it.
func countedIDs(c *command.Call, i int) ([]stream.ID, bool) {
	n, ok := command.ParseInt(c.Args[i])
	if !ok || n <= 0 {
		c.Fail(errNumIDs)
		return nil, false
	}
	if n > int64(len(c.Args)-i-1) {
		c.Fail(errNumIDsMatch)
		return nil, false
	}
	all := make([]stream.ID, n)
	for j := range all {
		if all[j], ok = id(c, i+1+j); !ok {
			return nil, false
		}
	}
	return all, true
}
