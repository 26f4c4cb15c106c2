package rdb

import "iter"

// packed reads a listpack or a ziplist.
type packed interface {
	// next returns the next element, in the scratch if it does not lie there as it is, or false at the end.
	next(to *scratch) (element []byte, ok bool, err error)
}

// opener opens one of the two.
type opener func(b []byte) (packed, error)

// eachPacked visits the elements of the string that follows.
func (r *Reader) eachPacked(open opener, visit func(element []byte) error) error {
	n, err := r.walkPacked(open, visit)
	if err == nil && n == 0 {
		return r.none()
	}
	return err
}

// walkPacked visits the elements of the string that follows, which may be none, and returns how many there are.
func (r *Reader) walkPacked(open opener, visit func(element []byte) error) (n int, err error) {
	b, err := r.string(&r.scratches[0])
	if err != nil {
		return 0, err
	}
	p, err := open(b)
	if err != nil {
		return 0, err
	}
	for {
		element, ok, err := p.next(&r.scratches[1])
		if err != nil || !ok {
			return n, err
		}
		if err := visit(element); err != nil {
			return n, err
		}
		n++
	}
}

// eachPackedPair visits the elements of the string that follows two by two.
func (r *Reader) eachPackedPair(open opener, visit func(first, second []byte) error) error {
	var kept scratch
	isFirst := true
	err := r.eachPacked(open, func(element []byte) error {
		isFirst = !isFirst
		if !isFirst {
			kept = append(kept[:0], element...)
			return nil
		}
		return visit(kept, element)
	})
	if err == nil && !isFirst {
		return corrupt("odd number of elements")
	}
	return err
}

// AppendListpack appends a listpack: the value of a TypeSetListpack, and of a TypeHashListpack with each value behind
// its field.
func AppendListpack(dst []byte, elements iter.Seq[[]byte]) []byte {
	var p pack
	if spare := dst[len(dst):cap(dst)]; len(spare) > maxLengthBytes {
		p.bytes = spare[maxLengthBytes:] // where it will lie, but for the length in front that is not known yet
	}
	p.reset()
	for e := range elements {
		p.add(e)
	}
	return appendBlob(dst, p.finish())
}

// appendBlob appends a string that is never an integer.
func appendBlob(dst, b []byte) []byte { return append(AppendLength(dst, len(b)), b...) }
