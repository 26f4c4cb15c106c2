package streams

import (
	"bytes"
	"math"

	"github.com/holdfast-db/holdfast/internal/command"
	"github.com/holdfast-db/holdfast/internal/value/stream"
)

// idText is an id as text, which is written once for the reply and the log. The zero one is ready for use.
type idText struct {
	id   stream.ID
	n    int
	room [stream.MaxIDText]byte
}

// of returns the text of an id, which is valid until the next call.
func (t *idText) of(id stream.ID) []byte {
	if t.n == 0 || t.id != id {
		t.id, t.n = id, len(stream.AppendID(t.room[:0], id))
	}
	return t.room[:t.n]
}

// parseID parses an id, "1526919030474-55" or its first part alone, which missing completes.
func parseID(b []byte, missing uint64) (id stream.ID, ok bool) {
	hi, lo, hasLo := bytes.Cut(b, []byte{'-'})
	if id.Hi, ok = parseUint(hi); !ok {
		return id, false
	}
	if !hasLo {
		id.Lo = missing
		return id, true
	}
	id.Lo, ok = parseUint(lo)
	return id, ok
}

// parseUint parses an unsigned decimal as Redis does: strictly, or else as C's strtoull.
func parseUint(b []byte) (uint64, bool) {
	digits := b
	if len(b) == 0 || b[0]-'0' > 9 || b[0] == '0' {
		digits = bytes.TrimLeft(b, " \t\n\v\f\r")
		if len(digits) > 0 && (digits[0] == '+' || digits[0] == '-') {
			digits = digits[1:]
		}
	}
	if len(digits) == 0 || len(b) > maxIDWord {
		return 0, false
	}
	var v uint64
	for _, c := range digits {
		d := uint64(c - '0')
		if c < '0' || c > '9' || v > (math.MaxUint64-d)/10 {
			return 0, false
		}
		v = v*10 + d
	}
	if n, isInt := command.ParseInt(b); isInt && n < 0 {
		return 0, false
	}
	if bytes.IndexByte(b, '-') >= 0 {
		v = -v
	}
	return v, true
}

// maxIDWord is the longest word that can be an id.
const maxIDWord = 127

// id parses argument i as an id, or replies with an error.
func id(c *command.Call, i int) (stream.ID, bool) {
	id, ok := parseID(c.Args[i], 0)
	if !ok {
		c.Fail(errInvalidID)
	}
	return id, ok
}

// looseID is id that takes "-" and "+" for the ends of all ids, and completes half ids with missing.
func looseID(c *command.Call, b []byte, missing uint64) (id stream.ID, ok bool) {
	switch {
	case string(b) == "-":
		return stream.MinID, true
	case string(b) == "+":
		return stream.MaxID, true
	}
	if id, ok = parseID(b, missing); !ok {
		c.Fail(errInvalidID)
	}
	return id, ok
}

// from parses an argument as the start of an interval; "(" leaves the id itself out.
func from(c *command.Call, b []byte) (id stream.ID, ok bool) {
	if len(b) < 2 || b[0] != '(' {
		return looseID(c, b, 0)
	}
	if id, ok = parseID(b[1:], 0); !ok {
		c.Fail(errInvalidID)
		return id, false
	}
	if id, ok = stream.Next(id); !ok {
		c.Fail(errInvalidStart)
	}
	return id, ok
}

// to is from for the end of an interval.
func to(c *command.Call, b []byte) (id stream.ID, ok bool) {
	if len(b) < 2 || b[0] != '(' {
		return looseID(c, b, math.MaxUint64)
	}
	if id, ok = parseID(b[1:], math.MaxUint64); !ok {
		c.Fail(errInvalidID)
		return id, false
	}
	if id, ok = stream.Prev(id); !ok {
		c.Fail(errInvalidEnd)
	}
	return id, ok
}

// ids parses the arguments from i on as ids, or replies with an error before any of them has had an effect.
func ids(c *command.Call, i int, dst []stream.ID) ([]stream.ID, bool) {
	for ; i < len(c.Args); i++ {
		id, ok := id(c, i)
		if !ok {
			return nil, false
		}
		dst = append(dst, id)
	}
	return dst, true
}

// usualIDs is room for as many ids as most commands have.
type usualIDs [16]stream.ID
