package rdb

import "encoding/binary"

// A zipmap is a small hash as Redis had it before version 2.6: the number of its pairs in a byte, the pairs, and an
// end. A pair is a field and a value with their lengths in front; behind the length of the value stands how many bytes
// are free behind it. A length is a byte, or zipmapFar and 4 bytes.
const (
	zipmapFar = 0xFE
	zipmapEnd = 0xFF
	// zipmapMany and more pairs have to be counted.
	zipmapMany = 0xFE
)

// zipmap visits the pairs of a zipmap and returns how many there are.
func zipmap(b []byte, visit func(field, value []byte) error) (n int, err error) {
	if len(b) < 2 || b[len(b)-1] != zipmapEnd {
		return 0, corrupt("zipmap")
	}
	r := Reader{rest: b[1 : len(b)-1]}
	for ; r.Len() > 0; n++ {
		field, _, err := r.zipmapText(0)
		if err != nil {
			return 0, err
		}
		value, free, err := r.zipmapText(1)
		if err != nil {
			return 0, err
		}
		if _, err := r.take(free); err != nil {
			return 0, err
		}
		if err := visit(field, value); err != nil {
			return 0, err
		}
	}
	if b[0] < zipmapMany && n != int(b[0]) {
		return 0, corrupt("zipmap")
	}
	return n, nil
}

// zipmapText reads a text and the bytes between its length and itself, which tell how much is free behind it.
func (r *Reader) zipmapText(freeBytes int) (text []byte, free int, err error) {
	head, err := r.take(1)
	if err != nil {
		return nil, 0, err
	}
	n := int(head[0])
	switch n {
	case zipmapEnd:
		return nil, 0, corrupt("zipmap")
	case zipmapFar:
		b, err := r.take(4)
		if err != nil {
			return nil, 0, err
		}
		if n = int(binary.LittleEndian.Uint32(b)); n < zipmapFar {
			return nil, 0, corrupt("zipmap")
		}
	}
	between, err := r.take(freeBytes)
	if err != nil {
		return nil, 0, err
	}
	if freeBytes > 0 {
		free = int(between[0])
	}
	text, err = r.take(n)
	return text, free, err
}
