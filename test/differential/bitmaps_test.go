package differential

import "strconv"

// bitmapFamily is the commands on strings as bits. They meet what the other families store.
func bitmapFamily() family {
	return family{
		name: "bitmap", weight: 6,
		next: func(s *source) []step { return one(do(bitmapSteps[s.IntN(len(bitmapSteps))](s)...)) },
	}
}

var bitmapSteps = []func(s *source) []string{
	func(s *source) []string { return []string{"SETBIT", s.key(), s.bitOffset(), s.pick("0", "1")} },
	func(s *source) []string { return []string{"SETBIT", s.key(), s.bitOffset(), s.pick("0", "1")} },
	func(s *source) []string { return []string{"GETBIT", s.key(), s.bitOffset()} },
	func(s *source) []string { return append([]string{"BITCOUNT", s.key()}, s.bitRange()...) },
	func(s *source) []string {
		return append([]string{"BITPOS", s.key(), s.pick("0", "1")}, s.bitRange()...)
	},
	func(s *source) []string {
		return append([]string{"BITOP", s.pick("AND", "OR", "XOR", "NOT", "xor"), s.key()}, s.keys(3)...)
	},
	bitField,
	bitField,
	func(s *source) []string { return append([]string{"BITFIELD_RO", s.key(), "GET"}, s.field()...) },
}

// bitOffset stays where strings are short.
func (s *source) bitOffset() string {
	if s.chance(20) {
		return s.pick("-1", "4294967296", "9223372036854775807", "#1")
	}
	return strconv.Itoa(s.IntN(400))
}

// bitRange is up to three arguments: a start, an end and their unit.
func (s *source) bitRange() []string {
	unit := s.pick("BIT", "BYTE", "bit")
	index := func() string {
		if unit == "BYTE" {
			return s.index()
		}
		return strconv.Itoa(s.IntN(500) - 250)
	}
	return []string{index(), index(), unit}[:s.IntN(4)]
}

// field is the type of a bit field and its offset.
func (s *source) field() []string {
	offset := s.bitOffset()
	if s.chance(3) {
		offset = "#" + strconv.Itoa(s.IntN(10))
	}
	return []string{s.pick("i", "u") + strconv.Itoa(s.IntN(66)), offset}
}

func bitField(s *source) []string {
	args := []string{"BITFIELD", s.key()}
	for range 1 + s.IntN(3) {
		if s.chance(3) {
			args = append(args, "OVERFLOW", s.pick("WRAP", "SAT", "FAIL", "sat"))
		}
		switch s.IntN(3) {
		case 0:
			args = append(append(args, "GET"), s.field()...)
		default:
			args = append(append(append(args, s.pick("SET", "INCRBY")), s.field()...), s.integer())
		}
	}
	return args
}
