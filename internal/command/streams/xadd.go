package streams

import (
	"bytes"
	"strconv"

	"github.com/holdfast-db/holdfast/internal/command"
	"github.com/holdfast-db/holdfast/internal/event"
	"github.com/holdfast-db/holdfast/internal/keyspace"
	"github.com/holdfast-db/holdfast/internal/value/stream"
)

func xaddSpec(node NodeEntries) command.Spec {
	return command.Spec{
		Name: "XADD", Group: "stream", Since: "5.0.0",
		Complexity: "O(1) when adding an entry, O(N) when trimming, where N is the number of entries removed.",
		Summary:    "Appends an entry to a stream, which it makes if there is none.",
		Flags:      command.Write | command.DenyOOM | command.Fast,
		Keys:       []command.KeyRule{command.At(1, command.RW|command.UpdatesData)},
		Syntax: "key [NOMKSTREAM] [KEEPREF | DELREF | ACKED] [IDMPAUTO producer-id | IDMP producer-id idempotent-id] " +
			"[AT unix-time-milliseconds] [DELAY milliseconds] [<MAXLEN | MINID> [<= | ~>] threshold [LIMIT count]] <* | id> field value " +
			"[field value ...]",
		Tips: []string{"nondeterministic_output"},
		Compat: command.Partial("AT and DELAY are Holdfast's own; IDMP and IDMPAUTO are those of 8.6; ACKED, of 8.2, trims up to " +
			"the first entry that a group needs; the rest is as in 7.2"),
		Run: func(c *command.Call) { xadd(c, node) },
	}
}

// addition is what XADD is asked for.
type addition struct {
	trim       trim
	noMkStream bool
	idArg      int
	id         stream.ID
	anyID      bool  // the server chooses it,
	anySeq     bool  // or only its second part
	at         int64 // when the entry becomes visible, if isDelayed
	isDelayed  bool
	idmp       idmp
	text       idText
}

func xadd(c *command.Call, node NodeEntries) {
	var a addition
	if !a.parse(c) {
		return
	}
	pairs := c.Args[a.idArg+1:]
	if len(pairs) < 2 || len(pairs)%2 != 0 {
		c.Fail(command.ErrArityOf(c.Spec))
		return
	}
	if !a.anyID && !a.anySeq && a.id == stream.MinID {
		c.Fail(errZeroID)
		return
	}
	rec, found, ok := c.Modify(c.Key(), keyspace.TypeStream)
	if found && a.addInPlace(c, rec, pairs, node) {
		return
	}
	s, ok := open(c, c.Hold(c.Key(), rec, found), ok)
	switch {
	case !ok:
		return
	case !s.Found && a.noMkStream:
		c.Out.Null()
		return
	case s.LastID == stream.MaxID:
		c.Fail(errExhausted)
		return
	}
	if a.isDelayed {
		a.delay(c, s, pairs)
		return
	}
	if a.isKnown(c, s, pairs) {
		return
	}
	if !a.choose(s.LastID, s.Added, c.Tx.Now()) {
		c.Fail(errSmallerID)
		return
	}
	s.Append(a.id, pairs)
	trimmed := a.trim.strategy != noTrim && a.trim.apply(c, s, node()) > 0
	a.log(c, s.Key, s.Len())
	if a.idmp.producer != nil {
		s.Remember(a.idmp.producer, a.idmp.name, a.id, c.Tx.Now())
		a.idmp.log(c, s, a.id)
	}
	trimmed = s.retain(c) || trimmed
	s.store(c)
	s.tell(c, "xadd")
	if trimmed {
		s.tell(c, "xtrim")
	}
	c.Out.Bulk(a.text.of(a.id))
}

// addInPlace does what most additions are: it writes to the end of a stream in its record, with nothing to trim or to
// remember. It reports false, and has done nothing, where there is more to do or something to complain about.
func (a *addition) addInPlace(c *command.Call, rec keyspace.Record, pairs [][]byte, node NodeEntries) bool {
	if a.isDelayed || a.idmp.producer != nil || a.trim.strategy == minID || a.trim.refs != keepRef {
		return false
	}
	t, ok := c.Tx.OpenStreamTail(c.Key(), rec)
	if !ok || !a.choose(t.LastID(), t.Added(), c.Tx.Now()) {
		return false
	}
	if a.trim.strategy == maxLen && a.trim.excess(t.Len()+1, t.Added()+1, node()) > 0 || !t.Append(a.id, pairs) {
		return false
	}
	a.log(c, c.Key(), t.Len())
	c.Tx.UpdatedInPlace(c.Key(), rec)
	c.Tx.Notify(event.Stream, "xadd", c.Key())
	c.Out.Bulk(a.text.of(a.id))
	return true
}

// isKnown replies if the producer has added the entry before, with its id, or if the options do not go together.
func (a *addition) isKnown(c *command.Call, s opened, pairs [][]byte) bool {
	if a.idmp.producer == nil {
		return false
	}
	if !a.anyID {
		c.Fail(errIdmpID)
		return true
	}
	a.idmp.settle(pairs)
	id, known := s.Known(a.idmp.producer, a.idmp.name, c.Tx.Now())
	if known {
		s.Idempotence.Duplicates++
		s.storeQuietly(c)
		replyID(c, id)
	}
	return known
}

// delay keeps the entry until its time and replies with its name until then. The log has that name in the place of the
// id.
func (a *addition) delay(c *command.Call, s opened, pairs [][]byte) {
	switch {
	case c.Tx.IsReplaying():
	case !a.anyID || a.trim.strategy != noTrim || a.idmp.producer != nil:
		c.Fail(command.ErrSyntax)
		return
	default:
		a.id = s.NextDelayed(a.at)
	}
	s.Delay(a.id, pairs)
	var id, at [stream.MaxIDText]byte
	c.Tx.LogHead(5+len(pairs), "XADD")
	for _, word := range [...][]byte{s.Key, []byte("AT"), strconv.AppendInt(at[:0], a.at, 10), stream.AppendID(id[:0], a.id)} {
		c.Tx.LogWord(word)
	}
	for _, word := range pairs {
		c.Tx.LogWord(word)
	}
	s.store(c)
	replyID(c, a.id)
}

// parse takes everything in front of the fields, or replies with an error.
func (a *addition) parse(c *command.Call) bool {
	i := 2
	for ; i < len(c.Args); i++ {
		next, ok := a.trim.parse(c, i)
		if ok && next == i {
			next, ok = a.idmp.parse(c, i)
		}
		switch {
		case !ok:
			return false
		case next > i:
			i = next - 1
			continue
		case c.Is(i, "NOMKSTREAM"):
			a.noMkStream = true
			continue
		case i+1 < len(c.Args) && (c.Is(i, "AT") || c.Is(i, "DELAY")):
			if a.at, ok = nonNegative(c, i+1); !ok {
				return false
			}
			if a.at = min(a.at, stream.MaxTime/2); c.Is(i, "DELAY") {
				a.at += c.Tx.Now()
			}
			a.isDelayed = true
			i++
			continue
		}
		break
	}
	if i >= len(c.Args) {
		c.Fail(command.ErrSyntax)
		return false
	}
	return a.parseID(c, i) && a.trim.check(c)
}

func (a *addition) parseID(c *command.Call, i int) (ok bool) {
	a.idArg = i
	arg := c.Args[i]
	if a.anyID = string(arg) == "*"; a.anyID {
		return true
	}
	if head, isHalf := bytes.CutSuffix(arg, []byte("-*")); isHalf {
		a.anySeq = true
		a.id.Hi, ok = parseUint(head)
	} else {
		a.id, ok = parseID(arg, 0)
	}
	if !ok {
		c.Fail(errInvalidID)
	}
	return ok
}

// choose completes the id and reports whether it may follow the last one of a stream.
func (a *addition) choose(last stream.ID, added uint64, now int64) (ok bool) {
	switch {
	case a.anyID:
		a.id, ok = stream.NextID(last, now)
		return ok
	case a.anySeq && a.id.Hi == last.Hi:
		next, ok := stream.Next(last)
		a.id.Lo = next.Lo
		return ok && next.Hi == last.Hi
	case a.anySeq && added == 0 && last == stream.MinID && a.id.Hi == 0:
		a.id.Lo = 1
	}
	return a.id.Compare(last) > 0
}

// log logs the addition with the id that it has got, and the trim with how many entries it has left.
func (a *addition) log(c *command.Call, key []byte, left int) {
	pairs, trimWords := c.Args[a.idArg+1:], 0
	if a.trim.strategy != noTrim {
		trimWords = effectWords
	}
	if !c.Tx.LogHead(3+trimWords+len(pairs), "XADD") {
		return
	}
	c.Tx.LogWord(key)
	if trimWords > 0 {
		a.trim.logEffect(c, left)
	}
	c.Tx.LogWord(a.text.of(a.id))
	for _, word := range pairs {
		c.Tx.LogWord(word)
	}
}
