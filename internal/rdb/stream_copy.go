package rdb

import "fmt"

// AppendStream reads a stream of a type and appends its value, laid out as that type or as an earlier one, which does
// not say as much. The listpacks of its entries are copied as they are. A value that would be longer than a string may
// be is ErrUnsupported.
func (r *Reader) AppendStream(dst []byte, t, as Type) ([]byte, error) {
	if t.Kind() != Stream || as.Kind() != Stream || as > t {
		return dst, ErrType
	}
	c := streamCopy{r: r, dst: dst, start: len(dst), t: t, as: as}
	c.each(func() { // listpack behind the id of its first entry
		c.text()
		c.text()
	})
	c.numbers(TypeStream, 3) // its length and its last id
	c.numbers(TypeStream2, 5)
	c.each(c.group)
	return c.dst, c.err
}

// StreamType is the latest type of a stream that a version has.
func StreamType(version int) Type {
	for _, t := range [...]Type{TypeStream3, TypeStream2} {
		if t.since() <= version {
			return t
		}
	}
	return TypeStream
}

// streamCopy is a stream that is being copied. Its first error stays.
type streamCopy struct {
	r     *Reader
	dst   []byte
	start int
	t, as Type
	err   error
}

// each copies a number, and calls one as often.
func (c *streamCopy) each(one func()) {
	for range c.number() {
		if one(); c.err != nil {
			return
		}
	}
}

func (c *streamCopy) group() {
	c.text()
	c.numbers(TypeStream, 2)  // last id
	c.numbers(TypeStream2, 1) // entries read
	c.each(func() {           // pending entry
		c.bytes(TypeStream, streamIDBytes)
		c.bytes(TypeStream, 8)
		c.numbers(TypeStream, 1)
	})
	c.each(func() { // consumer
		c.text()
		c.bytes(TypeStream, 8)
		c.bytes(TypeStream3, 8)
		c.each(func() { c.bytes(TypeStream, streamIDBytes) })
	})
}

// number copies a number.
func (c *streamCopy) number() (n uint64) {
	if c.err == nil {
		n, c.err = c.r.number()
	}
	if c.err == nil {
		c.dst = appendLength64(c.dst, n)
	}
	return n
}

// numbers copies numbers that are there from a type on.
func (c *streamCopy) numbers(since Type, n int) {
	if c.t < since {
		return
	}
	at := len(c.dst)
	for range n {
		c.number()
	}
	if c.as < since {
		c.dst = c.dst[:at]
	}
}

// bytes copies bytes that are there from a type on.
func (c *streamCopy) bytes(since Type, n int) {
	if c.err != nil || c.t < since {
		return
	}
	b, err := c.r.take(n)
	c.err = err
	if c.as >= since {
		c.add(b)
	}
}

// text copies a string.
func (c *streamCopy) text() {
	if c.err != nil {
		return
	}
	b, err := c.r.String()
	c.err = err
	c.dst = AppendLength(c.dst, len(b))
	c.add(b)
}

// add appends bytes, unless the whole would become too long.
func (c *streamCopy) add(b []byte) {
	if c.err == nil && len(b) > c.r.limit-(len(c.dst)-c.start) {
		c.err = fmt.Errorf("a stream of more than %d bytes: %w", c.r.limit, ErrUnsupported)
	}
	if c.err == nil {
		c.dst = append(c.dst, b...)
	}
}
