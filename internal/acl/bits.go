package acl

// bits is a set of small numbers. Its methods leave the set as it is and return another.
type bits []uint64

func (b bits) has(i int) bool { return i/64 < len(b) && b[i/64]>>(i%64)&1 != 0 }

func (b bits) with(i int) bits {
	grown := make(bits, max(len(b), i/64+1))
	copy(grown, b)
	grown[i/64] |= 1 << (i % 64)
	return grown
}

// union returns the numbers that are in either.
func (b bits) union(other bits) bits {
	all := make(bits, max(len(b), len(other)))
	copy(all, b)
	for i, word := range other {
		all[i] |= word
	}
	return all
}

// minus returns the numbers that are not in other.
func (b bits) minus(other bits) bits {
	left := append(bits(nil), b...)
	for i := range min(len(left), len(other)) {
		left[i] &^= other[i]
	}
	return left
}
