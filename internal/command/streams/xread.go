package streams

import (
	"github.com/holdfast-db/holdfast/internal/command"
	"github.com/holdfast-db/holdfast/internal/event"
	"github.com/holdfast-db/holdfast/internal/value/stream"
)

func xreadSpec() command.Spec {
	return command.Spec{
		Name: "XREAD", Group: "stream", Since: "5.0.0", Complexity: "O(M) with M being the number of entries returned.",
		Summary: "Returns entries behind an id of several streams, and waits for some if it is asked to.",
		Flags:   command.ReadOnly | command.Blocking,
		Keys: []command.KeyRule{{
			Access: command.RO | command.ReadsData, Keyword: "STREAMS", From: 1, Last: -1, Step: 1, Limit: 2,
		}},
		Syntax: "[COUNT count] [BLOCK milliseconds] STREAMS key [key ...] id [id ...]",
		Compat: command.Matches("7.2; the id + for the last entry is that of 7.4"),
		Run:    xread,
	}
}

func xread(c *command.Call) {
	var r reading
	var room [4]stream.ID
	if !r.parse(c, false) {
		return
	}
	starts, ok := r.settle(c, room[:0])
	if !ok {
		return
	}
	r.starts = starts
	r.missAgain(c)
	if !r.readNew(c) {
		r.wait(c, false, (*reading).readNew)
	}
}

// missAgain tells once more of the keys that are not there: Redis looks for them when it has found out where to read.
func (r *reading) missAgain(c *command.Call) {
	for i := range r.n {
		if _, found := c.Tx.Peek(r.key(c, i)); !found {
			c.Tx.Notify(event.Miss, "keymiss", r.key(c, i))
		}
	}
}

// settle finds out behind which ids to read, or replies with an error.
func (r *reading) settle(c *command.Call, starts []stream.ID) ([]stream.ID, bool) {
	for i := range r.n {
		s, ok := read(c, r.key(c, i))
		if !ok {
			return nil, false
		}
		start, err := s.start(r.id(c, i))
		if err != nil {
			c.Fail(err)
			return nil, false
		}
		starts = append(starts, start)
	}
	return starts, true
}

// start is the id behind which to read.
func (s opened) start(arg []byte) (stream.ID, error) {
	switch string(arg) {
	case "$":
		return s.LastID, nil
	case ">":
		return stream.ID{}, errNewInXREAD
	case "+":
		if last, found := s.Last(); found {
			before, _ := stream.Prev(last.ID)
			return before, nil
		}
		return s.LastID, nil
	}
	id, ok := parseID(arg, 0)
	if !ok {
		return id, errInvalidID
	}
	return id, nil
}

// readNew replies with what the streams have behind the ids, and reports false if that is nothing.
func (r *reading) readNew(c *command.Call) (done bool) {
	out := beginReply(c)
	for i := range r.n {
		key := r.key(c, i)
		s, ok := readAgain(c, key)
		if !ok {
			continue // it has become something else while the client waited
		}
		if start, more := stream.Next(r.starts[i]); more && start.Compare(s.LastID) <= 0 {
			r.replyBehind(c, s, start, &out)
		}
	}
	return out.end(c)
}

// replyBehind replies with the entries of a stream from an id on, if there are any.
func (r *reading) replyBehind(c *command.Call, s opened, start stream.ID, out *streamsReply) {
	mark, n := 0, 0
	s.Walk(start, stream.MaxID, func(e *stream.Entry) bool {
		if n == 0 {
			out.begin(c, s.Key)
			mark = c.Out.Len()
		}
		replyEntry(c, e)
		n++
		return n < r.count
	})
	if n > 0 {
		c.Out.InsertArray(mark, n)
	}
}
