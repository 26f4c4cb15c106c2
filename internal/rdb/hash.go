package rdb

import "iter"

// AppendHash appends n fields and their values as the value of a TypeHash.
func AppendHash(dst []byte, n int, fields iter.Seq2[[]byte, []byte]) []byte {
	dst = AppendLength(dst, n)
	for f, v := range fields {
		dst = AppendString(AppendString(dst, f), v)
	}
	return dst
}

// Hash visits the fields of a value of a type that is a Hash, with when they expire in unix milliseconds, 0 for never.
// Both texts are valid until visit returns. Whether a field comes twice is for the visitor to see, who keeps them.
func (r *Reader) Hash(t Type, visit func(field, value []byte, expireAt int64) error) error {
	lasting := func(field, value []byte) error { return visit(field, value, 0) }
	switch t {
	case TypeHash:
		return r.eachPair(lasting)
	case TypeHashZipmap:
		b, err := r.String()
		if err != nil {
			return err
		}
		n, err := zipmap(b, lasting)
		if err == nil && n == 0 {
			return r.none()
		}
		return err
	case TypeHashZiplist:
		return r.eachPackedPair(openZiplist, lasting)
	case TypeHashListpack:
		return r.eachPackedPair(openListpack, lasting)
	case TypeHashTimed, TypeHashTimedRC:
		return r.eachTimed(t, visit)
	case TypeHashTimedValkey:
		return r.eachTimedValkey(visit)
	case TypeHashTimedPacked, TypeHashTimedPackedRC:
		return r.eachTimedPacked(t, visit)
	}
	return ErrType
}

// eachPair visits pairs of strings.
func (r *Reader) eachPair(visit func(field, value []byte) error) error {
	n, err := r.count(2)
	if err != nil {
		return err
	}
	for range n {
		field, value, err := r.pair()
		if err != nil {
			return err
		}
		if err := visit(field, value); err != nil {
			return err
		}
	}
	return nil
}

// pair reads two strings.
func (r *Reader) pair() (first, second []byte, err error) {
	if first, err = r.string(&r.scratches[0]); err != nil {
		return nil, nil, err
	}
	second, err = r.string(&r.scratches[1])
	return first, second, err
}
