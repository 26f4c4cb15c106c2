package differential

import (
	"bytes"
	"strconv"
	"strings"

	"github.com/holdfast-db/holdfast/internal/resp"
)

// streamFamily is the commands on streams, with ids that the source chooses: those of the servers depend on their
// clocks.
func streamFamily() family {
	return family{
		name: "stream", weight: 10,
		next: func(s *source) []step {
			st := streamSteps[s.IntN(len(streamSteps))](s)
			if st.check == nil {
				st.check = sameUnbalanced
			}
			return one(st)
		},
		reads: map[string]func(string) step{"stream": func(key string) step {
			return loosely(sameStream, "XINFO", "STREAM", key, "FULL", "COUNT", "0")
		}},
	}
}

var streamSteps = []func(s *source) step{
	xadd, xadd, xadd, xadd, xadd, xadd,
	func(s *source) step { return do("XDEL", s.key(), s.streamID(), s.streamID()) },
	func(s *source) step {
		return do("XTRIM", s.key(), s.pick("MAXLEN", "maxlen", "MAXLEN"), s.pick("5", "30", "100"))
	},
	func(s *source) step { return do("XTRIM", s.key(), "MINID", s.pick("=", "="), s.streamID()) },
	func(s *source) step { return do("XLEN", s.key()) },
	func(s *source) step {
		return do("XRANGE", s.key(), s.bound(), s.bound(), "COUNT", s.pick("3", "-1", "50"))
	},
	func(s *source) step { return do("XRANGE", s.key(), "-", "+") },
	func(s *source) step { return do("XREVRANGE", s.key(), s.bound(), s.bound()) },
	func(s *source) step { return do("XREAD", "COUNT", "4", "STREAMS", s.key(), s.streamID()) },
	func(s *source) step { return do("XREAD", "STREAMS", s.key(), s.key(), s.streamID(), s.pick("$", "0")) },
	func(s *source) step {
		return do("XGROUP", "CREATE", s.key(), s.group(), s.pick("0", "$", s.streamID()), s.pick("MKSTREAM", "mkstream"))
	},
	func(s *source) step { return do("XGROUP", "SETID", s.key(), s.group(), s.pick("0", "$", s.streamID())) },
	func(s *source) step {
		if s.chance(5) {
			return do("XGROUP", "DESTROY", s.key(), s.group())
		}
		return do("XGROUP", "CREATECONSUMER", s.key(), s.group(), s.consumer())
	},
	func(s *source) step {
		if s.chance(3) {
			return do("XGROUP", "DELCONSUMER", s.key(), s.group(), s.consumer())
		}
		return do("XPENDING", s.key(), s.group())
	},
	xreadgroup, xreadgroup, xreadgroup,
	func(s *source) step { return do("XACK", s.key(), s.group(), s.streamID(), s.streamID(), s.streamID()) },
	func(s *source) step { return do("XACK", s.key(), s.group(), s.streamID(), s.streamID(), s.streamID()) },
	func(s *source) step {
		return do("XCLAIM", s.key(), s.group(), s.consumer(), "0", s.streamID(), s.streamID(), s.pick("FORCE", "JUSTID", "force"))
	},
	func(s *source) step {
		return do("XAUTOCLAIM", s.key(), s.group(), s.consumer(), "0", s.streamID(), "COUNT", s.pick("1", "3", "40"))
	},
	func(s *source) step {
		return loosely(samePending, "XPENDING", s.key(), s.group(), s.bound(), s.bound(), s.pick("2", "100"))
	},
}

// xadd adds an entry behind most that there are; some are refused.
func xadd(s *source) step {
	args := []string{"XADD", s.key()}
	if s.chance(10) {
		args = append(args, "NOMKSTREAM")
	}
	if s.chance(10) {
		args = append(args, "MAXLEN", s.pick("0", "3", "50"))
	}
	args = append(args, s.pick("1-*", "2-*", "5-*", "9-*", s.streamID()))
	for range 1 + s.IntN(3) {
		args = append(args, s.pick("a", "a", "b", s.value()), s.value())
	}
	return do(args...)
}

func xreadgroup(s *source) step {
	args := []string{"XREADGROUP", "GROUP", s.group(), s.consumer(), "COUNT", s.pick("1", "5", "0")}
	if s.chance(8) {
		args = append(args, "NOACK")
	}
	return do(append(args, "STREAMS", s.key(), s.pick(">", ">", ">", "0", s.streamID()))...)
}

// streamID is an id among those of few entries.
func (s *source) streamID() string {
	return strconv.Itoa(s.IntN(10)) + "-" + strconv.Itoa(s.IntN(12))
}

// bound is an end of a range of ids.
func (s *source) bound() string {
	return s.pick("-", "+", s.streamID(), "("+s.streamID(), strconv.Itoa(s.IntN(10)))
}

func (s *source) group() string { return s.pick("g", "g", "h") }

func (s *source) consumer() string { return s.pick("alice", "bob") }

// sameUnbalanced compares replies, except that Redis has told in other words since 7.2 that ids are missing.
func sameUnbalanced(ours, theirs resp.Value) bool {
	unbalanced := []byte("ERR Unbalanced")
	return same(ours, theirs) || bytes.HasPrefix(ours.Str, unbalanced) && bytes.HasPrefix(theirs.Str, unbalanced)
}

// samePending compares what is pending, however long it has been.
func samePending(ours, theirs resp.Value) bool {
	if len(ours.Elems) != len(theirs.Elems) {
		return false
	}
	for i, e := range ours.Elems {
		if f := theirs.Elems[i]; len(e.Elems) == 4 && len(f.Elems) == 4 {
			e.Elems[2], f.Elems[2] = resp.Value{}, resp.Value{}
		}
	}
	return same(ours, theirs)
}

// sameStream compares streams and their groups. How Redis keeps the entries, when consumers were heard of, and which of
// them got nothing yet is its own business; how much of a stream lies behind a group it has told in other ways since
// 7.0.
func sameStream(ours, theirs resp.Value) bool {
	return bytes.Equal(plainStream(ours), plainStream(theirs))
}

// plainStream is a stream as text, without what may differ.
func plainStream(v resp.Value) []byte {
	var kept []string
	skip := 0
	for _, line := range strings.Split(string(v.AppendText(nil)), "\n") {
		switch {
		case skip > 0:
			skip--
		case strings.Contains(line, `"consumers"`):
			return []byte(strings.Join(kept, "\n"))
		case strings.Contains(line, `"radix-tree`), strings.Contains(line, `"entries-read"`), strings.Contains(line, `"lag"`):
			skip = 1
		case strings.Contains(line, "(integer) 1"):
			// among them the times of deliveries
		default:
			kept = append(kept, line)
		}
	}
	return []byte(strings.Join(kept, "\n"))
}
