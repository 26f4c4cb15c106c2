package strings

import (
	"errors"
	"math"
	"slices"

	"github.com/holdfast-db/holdfast/internal/command"
	"github.com/holdfast-db/holdfast/internal/keyspace"
)

var (
	errLCSOptions = errors.New("ERR If you want both the length and indexes, please just use IDX.")
	errLCSTypes   = errors.New("ERR The specified keys must contain string values")
	errLCSLong    = errors.New("ERR String too long for LCS")
	errLCSMemory  = errors.New("ERR Insufficient memory, transient memory for LCS exceeds proto-max-bulk-len")
)

// maxLCSCells bounds the table of the dynamic programme: 512 MiB of 32-bit cells.
const maxLCSCells = 512 << 20 / 4

func lcsSpec() command.Spec {
	return command.Spec{
		Name: "LCS", Group: "string", Since: "7.0.0",
		Complexity: "O(N*M) where N and M are the lengths of the two strings.",
		Summary:    "Finds the longest common subsequence of two strings.",
		Flags:      command.ReadOnly,
		Keys:       []command.KeyRule{command.Span(1, 2, 1, command.RO|command.ReadsData)},
		Syntax:     "key1:key key2:key [LEN] [IDX] [MINMATCHLEN min-match-len:integer] [WITHMATCHLEN]",
		Compat:     command.Matches("7.2"),
		Run:        lcs,
	}
}

type lcsOptions struct {
	length, indexes, withLen bool
	minLen                   int64
}

func lcs(c *command.Call) {
	a, okA := lcsText(c, c.Args[1])
	b, okB := lcsText(c, c.Args[2])
	if !okA || !okB {
		c.Fail(errLCSTypes)
		return
	}
	o, ok := parseLCS(c)
	if !ok {
		return
	}
	if len(a) >= math.MaxUint32-1 || len(b) >= math.MaxUint32-1 {
		c.Fail(errLCSLong)
		return
	}
	if (len(a)+1)*(len(b)+1) > maxLCSCells {
		c.Fail(errLCSMemory)
		return
	}
	t := newLCSTable(a, b)
	switch {
	case o.indexes:
		replyMatches(c, t, o)
	case o.length:
		c.Out.Int(int64(t.length()))
	default:
		c.Out.Bulk(t.subsequence())
	}
}

// lcsText is a copy of a key's text; a missing key is empty.
func lcsText(c *command.Call, key []byte) ([]byte, bool) {
	rec, found := c.Tx.Get(key)
	if !found {
		return nil, true
	}
	if rec.Type() != keyspace.TypeString {
		return nil, false
	}
	return command.AppendStringText(nil, rec), true
}

func parseLCS(c *command.Call) (o lcsOptions, ok bool) {
	for i := 3; i < len(c.Args); i++ {
		switch {
		case c.Is(i, "LEN"):
			o.length = true
		case c.Is(i, "IDX"):
			o.indexes = true
		case c.Is(i, "WITHMATCHLEN"):
			o.withLen = true
		case c.Is(i, "MINMATCHLEN") && i+1 < len(c.Args):
			i++
			if o.minLen, ok = c.Int(i); !ok {
				return o, false
			}
		default:
			c.Fail(command.ErrSyntax)
			return o, false
		}
	}
	if o.length && o.indexes {
		c.Fail(errLCSOptions)
		return o, false
	}
	return o, true
}

// lcsTable is the dynamic programme: cell (i, j) is the length for the first i bytes of a and the first j of b.
type lcsTable struct {
	a, b  []byte
	cells []uint32
}

func newLCSTable(a, b []byte) *lcsTable {
	t := &lcsTable{a: a, b: b, cells: make([]uint32, (len(a)+1)*(len(b)+1))}
	width := len(b) + 1
	for i := 1; i <= len(a); i++ {
		above, row := t.cells[(i-1)*width:i*width], t.cells[i*width:(i+1)*width]
		for j := 1; j <= len(b); j++ {
			if a[i-1] == b[j-1] {
				row[j] = above[j-1] + 1
			} else {
				row[j] = max(above[j], row[j-1])
			}
		}
	}
	return t
}

func (t *lcsTable) at(i, j int) uint32 { return t.cells[i*(len(t.b)+1)+j] }

func (t *lcsTable) length() uint32 { return t.at(len(t.a), len(t.b)) }

// lcsMatch is a run that both strings have: a[aStart..aEnd] equals b[bStart..bEnd], ends inclusive.
type lcsMatch struct{ aStart, aEnd, bStart, bEnd int }

// matches walks the table back from its end and returns the runs, last first.
func (t *lcsTable) matches() []lcsMatch {
	var found []lcsMatch
	for i, j := len(t.a), len(t.b); i > 0 && j > 0; {
		switch {
		case t.a[i-1] == t.b[j-1]:
			i, j = i-1, j-1
			if n := len(found); n > 0 && found[n-1].aStart == i+1 && found[n-1].bStart == j+1 {
				found[n-1].aStart, found[n-1].bStart = i, j
			} else {
				found = append(found, lcsMatch{i, i, j, j})
			}
		case t.at(i-1, j) > t.at(i, j-1):
			i--
		default:
			j--
		}
	}
	return found
}

func (t *lcsTable) subsequence() []byte {
	var s []byte
	for _, m := range slices.Backward(t.matches()) {
		s = append(s, t.a[m.aStart:m.aEnd+1]...)
	}
	return s
}

func replyMatches(c *command.Call, t *lcsTable, o lcsOptions) {
	found := slices.DeleteFunc(t.matches(), func(m lcsMatch) bool { return int64(m.aEnd-m.aStart+1) < o.minLen })
	c.Out.Map(2)
	c.Out.BulkString("matches")
	c.Out.Array(len(found))
	for _, m := range found {
		if o.withLen {
			c.Out.Array(3)
		} else {
			c.Out.Array(2)
		}
		replyRange(c, m.aStart, m.aEnd)
		replyRange(c, m.bStart, m.bEnd)
		if o.withLen {
			c.Out.Int(int64(m.aEnd - m.aStart + 1))
		}
	}
	c.Out.BulkString("len")
	c.Out.Int(int64(t.length()))
}

func replyRange(c *command.Call, start, end int) {
	c.Out.Array(2)
	c.Out.Int(int64(start))
	c.Out.Int(int64(end))
}
