package command

import (
	"errors"
	"math"
)

var (
	errNumKeys = errors.New("ERR numkeys should be greater than 0")
	errCount   = errors.New("ERR count should be greater than 0")
)

// MultiPop is what LMPOP, ZMPOP and their blocking forms are asked for: "numkeys key [key ...] <end> [COUNT count]".
type MultiPop struct {
	first, last int
	Count       int64 // how many elements; 1 unless COUNT was given
}

// Keys are the words that name the keys.
func (m MultiPop) Keys(c *Call) [][]byte { return c.Args[m.first : m.last+1] }

// MultiPop parses the words from the number of keys at index i on, or replies with an error. isEnd takes the word that
// names an end, by its index, and reports whether it is one.
func (c *Call) MultiPop(i int, isEnd func(i int) bool) (m MultiPop, ok bool) {
	numKeys, ok := ParseInt(c.Args[i])
	if !ok || numKeys <= 0 {
		c.Fail(errNumKeys)
		return m, false
	}
	if numKeys > math.MaxInt32 || i+int(numKeys)+1 >= len(c.Args) {
		c.Fail(ErrSyntax)
		return m, false
	}
	m.first, m.last = i+1, i+int(numKeys)
	if !isEnd(m.last + 1) {
		c.Fail(ErrSyntax)
		return m, false
	}
	return m, m.parseCount(c, m.last+2)
}

// parseCount parses what follows the end.
func (m *MultiPop) parseCount(c *Call, i int) bool {
	for ; i < len(c.Args); i += 2 {
		if !c.Is(i, "COUNT") || m.Count != 0 || i+1 == len(c.Args) {
			c.Fail(ErrSyntax)
			return false
		}
		count, ok := ParseInt(c.Args[i+1])
		if !ok || count <= 0 {
			c.Fail(errCount)
			return false
		}
		m.Count = count
	}
	m.Count = max(m.Count, 1)
	return true
}
