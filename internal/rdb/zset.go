package rdb

import (
	"encoding/binary"
	"iter"
	"math"
)

// AppendZSet appends n members and their scores as the value of a TypeZSet2.
func AppendZSet(dst []byte, n int, members iter.Seq2[[]byte, float64]) []byte {
	dst = AppendLength(dst, n)
	for m, score := range members {
		dst = binary.LittleEndian.AppendUint64(AppendString(dst, m), math.Float64bits(score))
	}
	return dst
}

// AppendZSetListpack appends members and their scores, in ascending order, as the value of a TypeZSetListpack.
func AppendZSetListpack(dst []byte, members iter.Seq2[[]byte, float64]) []byte {
	var digits [32]byte
	return AppendListpack(dst, func(yield func([]byte) bool) {
		for m, score := range members {
			if !yield(m) || !yield(appendScore(digits[:0], score)) {
				return
			}
		}
	})
}

// ZSet visits the members of a value of a type that is a ZSet. Members are valid until visit returns. Whether one
// comes twice is for the visitor to see, who keeps them.
func (r *Reader) ZSet(t Type, visit func(member []byte, score float64) error) error {
	scored := func(member, text []byte) error {
		score, err := parseScore(text)
		if err != nil {
			return err
		}
		return visit(member, score)
	}
	switch t {
	case TypeZSet:
		return r.eachScored(2, r.decimalScore, visit)
	case TypeZSet2:
		return r.eachScored(9, r.binaryScore, visit)
	case TypeZSetZiplist:
		return r.eachPackedPair(openZiplist, scored)
	case TypeZSetListpack:
		return r.eachPackedPair(openListpack, scored)
	}
	return ErrType
}

// eachScored visits members that have their scores behind them.
func (r *Reader) eachScored(leastBytes int, score func() (float64, error), visit func([]byte, float64) error) error {
	n, err := r.count(leastBytes)
	if err != nil {
		return err
	}
	for range n {
		member, err := r.String()
		if err != nil {
			return err
		}
		s, err := score()
		if err != nil {
			return err
		}
		if err := visit(member, s); err != nil {
			return err
		}
	}
	return nil
}
