package rdb

import "iter"

// AppendSet appends n members as the value of a TypeSet.
func AppendSet(dst []byte, n int, members iter.Seq[[]byte]) []byte {
	dst = AppendLength(dst, n)
	for m := range members {
		dst = AppendString(dst, m)
	}
	return dst
}

// Set visits the members of a value of a type that is a Set. Members are valid until visit returns. Whether one comes
// twice is for the visitor to see, who keeps them.
func (r *Reader) Set(t Type, visit func(member []byte) error) error {
	switch t {
	case TypeSet:
		return r.eachString(visit)
	case TypeSetIntset:
		b, err := r.String()
		if err != nil {
			return err
		}
		if len(b) == intsetHeadBytes {
			return r.none()
		}
		return intset(b, &r.scratches[1], visit)
	case TypeSetListpack:
		return r.eachPacked(openListpack, visit)
	}
	return ErrType
}
