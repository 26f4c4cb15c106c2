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

// Hash visits the fields of a value of a type that is a Hash. Both are valid until visit returns. Whether a field
// comes twice is for the visitor to see, who keeps them.
func (r *Reader) Hash(t Type, visit func(field, value []byte) error) error {
	switch t {
	case TypeHash:
		return r.eachPair(visit)
	case TypeHashZipmap:
		b, err := r.String()
		if err != nil {
			return err
		}
		return zipmap(b, visit)
	case TypeHashZiplist:
		return r.eachPackedPair(openZiplist, visit)
	case TypeHashListpack:
		return r.eachPackedPair(openListpack, visit)
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
		field, err := r.string(&r.scratches[0])
		if err != nil {
			return err
		}
		value, err := r.string(&r.scratches[1])
		if err != nil {
			return err
		}
		if err := visit(field, value); err != nil {
			return err
		}
	}
	return nil
}
