package streams

import (
	"github.com/holdfast-db/holdfast/internal/command"
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
	if r.parse(c, false) && r.settle(c) {
		r.run(c, false, (*reading).readNew)
	}
}

// settle finds out behind which ids to read, or replies with an error.
func (r *reading) settle(c *command.Call) bool {
	r.starts = r.room[:0]
	for i := range r.n {
		s, ok := read(c, r.key(c, i))
		if !ok {
			return false
		}
		start, err := s.start(r.id(c, i))
		if err != nil {
			c.Fail(err)
			return false
		}
		r.starts = append(r.starts, start)
	}
	return true
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
		start, more := stream.Next(r.starts[i])
		if last, found := s.Last(); !more || !found || last.ID.Compare(start) < 0 {
			continue
		}
		out.begin(c, key)
		s.replyEntries(c, start, stream.MaxID, r.count)
	}
	return out.end(c)
}
