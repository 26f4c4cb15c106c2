package resp

import (
	"bytes"
	"strings"
)

// Limits of what Decode and Reader accept. They are far beyond what servers send
// and keep damaged or hostile replies from running away with memory or stack.
const (
	// MaxReplyDepth is how deep aggregates may nest.
	MaxReplyDepth = 128
	// MaxReplyBulkBytes is the longest bulk or verbatim string.
	MaxReplyBulkBytes = 1 << 30
	// MaxReplyElems is how many elements one aggregate may have.
	MaxReplyElems = 1<<31 - 1
	// MaxReplyLineBytes is the longest simple string, error or number.
	MaxReplyLineBytes = 64 << 10
)

// measure finds the end of one reply. It remembers where it stopped, so a reply
// that comes in pieces is walked once, and allocates nothing, so an announced
// length is believed only after its bytes are there.
type measure struct {
	offset   int                // where the next header begins
	searched int                // no line end lies between offset and here
	depth    int                // how many aggregates are open
	left     [MaxReplyDepth]int // how many elements each of them still lacks
}

// end returns the length of the reply at the start of buf, 0 if it is incomplete.
func (m *measure) end(buf []byte) (int, error) {
	for {
		kind, line, next, err := replyLine(buf, m.offset, m.searched)
		if next == 0 {
			m.searched = len(buf) - 1 // which may be the CR of a line end
			return 0, err
		}
		elems := 0
		switch kind {
		case '$', '=':
			next, err = bulkEnd(buf, line, next)
		case '*', '~', '>':
			elems, err = replyCount(line, MaxReplyElems)
		case '%':
			elems, err = replyCount(line, MaxReplyElems/2)
			elems *= 2
		}
		if err != nil || next == 0 {
			return 0, err
		}
		m.offset, m.searched = next, 0
		done, err := m.count(elems)
		if err != nil {
			return 0, err
		}
		if done {
			return next, nil
		}
	}
}

// count notes that a value was passed which elems others complete. It reports
// whether nothing is open any more.
func (m *measure) count(elems int) (done bool, err error) {
	if elems > 0 {
		if m.depth == MaxReplyDepth {
			return false, ErrReplyDepth
		}
		m.left[m.depth] = elems
		m.depth++
		return false, nil
	}
	for m.depth > 0 {
		m.left[m.depth-1]--
		if m.left[m.depth-1] > 0 {
			return false, nil
		}
		m.depth--
	}
	return true, nil
}

// replyLine splits the line at pos into the type it starts with and the rest.
// The two nulls of RESP2 look like that of RESP3 to the caller. If the line is
// incomplete, next is 0; up to searched it has no CR.
func replyLine(buf []byte, pos, searched int) (kind byte, line []byte, next int, err error) {
	if pos >= len(buf) {
		return 0, nil, 0, nil
	}
	if strings.IndexByte("+-:$*%~>,#(=_", buf[pos]) < 0 {
		return 0, nil, 0, ErrReplyType
	}
	limit := min(len(buf), pos+MaxReplyLineBytes+1)
	from := min(max(pos, searched), limit)
	i := bytes.IndexByte(buf[from:limit], '\r')
	end := from + i
	switch {
	case i < 0 && limit < len(buf):
		return 0, nil, 0, ErrReplyLine
	case i < 0:
		return 0, nil, 0, nil
	case end+1 == len(buf):
		return 0, nil, 0, nil
	}
	kind, line = buf[pos], buf[pos+1:end]
	if buf[end+1] != '\n' || bytes.IndexByte(line, '\n') >= 0 {
		return 0, nil, 0, ErrReplyLine
	}
	if (kind == '$' || kind == '*') && string(line) == "-1" {
		return '_', nil, end + 2, nil
	}
	return kind, line, end + 2, nil
}

// replyCount reads a length or count.
func replyCount(line []byte, limit int64) (int, error) {
	n, ok := parseInteger(line)
	if !ok || n < 0 || n > limit {
		return 0, ErrReplyLength
	}
	return int(n), nil
}

// bulkEnd returns where the string ends whose length line announces and whose
// bytes start at pos; 0 if they are not all there.
func bulkEnd(buf, line []byte, pos int) (int, error) {
	n, err := replyCount(line, MaxReplyBulkBytes)
	if err != nil {
		return 0, err
	}
	end := pos + n
	if len(buf) < end+2 {
		return 0, nil
	}
	if buf[end] != '\r' || buf[end+1] != '\n' {
		return 0, ErrReplyLine
	}
	return end + 2, nil
}
