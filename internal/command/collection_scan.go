package command

import (
	"errors"
	"strconv"
	"strings"

	"github.com/holdfast-db/holdfast/internal/base/glob"
	"github.com/holdfast-db/holdfast/internal/page"
)

var errCursor = errors.New("ERR invalid cursor")

// scanDefaultCount is how many elements one call looks at unless COUNT says otherwise.
const scanDefaultCount = 10

// CollectionScan is the options of HSCAN, SSCAN and ZSCAN.
type CollectionScan struct {
	Count    int
	NoValues bool
	match    []byte
}

// Cursor parses argument i as a cursor the way C's strtoul does, or replies with an error.
func (c *Call) Cursor(i int) (cursor uint64, ok bool) {
	text := Text(c.Args[i], len(c.Args[i]))
	if text == "" {
		return 0, true
	}
	digits, isNegative := strings.CutPrefix(text, "-")
	if !isNegative {
		digits = strings.TrimPrefix(text, "+")
	}
	cursor, err := strconv.ParseUint(digits, 10, 64)
	if isNegative {
		cursor = -cursor
	}
	if err != nil {
		c.Fail(errCursor)
	}
	return cursor, err == nil
}

// CollectionScan parses the options from argument 3 on, or replies with an error. NOVALUES is HSCAN's alone.
func (c *Call) CollectionScan(mayOmitValues bool) (o CollectionScan, ok bool) {
	o.Count = scanDefaultCount
	for i := 3; i < len(c.Args); i++ {
		hasValue := i+1 < len(c.Args)
		switch {
		case c.Is(i, "COUNT") && hasValue:
			i++
			n, ok := c.Int(i)
			if !ok {
				return o, false
			}
			if n < 1 {
				c.Fail(ErrSyntax)
				return o, false
			}
			o.Count = int(n)
		case c.Is(i, "MATCH") && hasValue:
			i++
			o.match = c.Args[i]
		case c.Is(i, "NOVALUES") && mayOmitValues:
			o.NoValues = true
		default:
			c.Fail(ErrSyntax)
			return o, false
		}
	}
	return o, true
}

// Accepts reports whether an element passes MATCH. A lone star matches the empty element too.
func (o *CollectionScan) Accepts(it page.Item) bool {
	if o.match == nil || string(o.match) == "*" {
		return true
	}
	var digits [maxIntDigits]byte
	return glob.Match(o.match, it.View(digits[:]))
}

// ScanReply replies with the cursor to go on with and the elements.
func (c *Call) ScanReply(next uint64, g *Gathered) {
	var digits [maxIntDigits]byte
	c.Out.Array(2)
	c.Out.Bulk(strconv.AppendUint(digits[:0], next, 10))
	c.Out.Array(g.Len())
	c.Elements(g)
}
