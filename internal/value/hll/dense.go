package hll

import "encoding/binary"

const rankMask = 1<<registerBits - 1

// The dense form is the registers one after the other, six bits each, from the lowest bit of the first byte up. Four
// registers fill three bytes exactly, so eight of them are what groupRegisters reads and writes at a time.
const (
	groupRegisters = 8
	groupBytes     = groupRegisters * registerBits / 8
)

// denseRank reads a register.
func denseRank(ranks []byte, register int) uint8 {
	at, shift := register*registerBits/8, register*registerBits%8
	v := uint16(ranks[at])
	if at+1 < len(ranks) {
		v |= uint16(ranks[at+1]) << 8
	}
	return uint8(v>>shift) & rankMask
}

// setDenseRank writes a register.
func setDenseRank(ranks []byte, register int, rank uint8) {
	at, shift := register*registerBits/8, register*registerBits%8
	mask, v := uint16(rankMask)<<shift, uint16(rank)<<shift
	ranks[at] = ranks[at]&^uint8(mask) | uint8(v)
	if mask > 0xff {
		ranks[at+1] = ranks[at+1]&^uint8(mask>>8) | uint8(v>>8)
	}
}

// denseGroup reads eight registers, the first in the lowest bits.
func denseGroup(ranks []byte, group int) uint64 {
	b := ranks[group*groupBytes : (group+1)*groupBytes]
	return uint64(binary.LittleEndian.Uint32(b)) | uint64(binary.LittleEndian.Uint16(b[4:]))<<32
}

func (s Sketch) addDense(p Place) {
	ranks := s[headerBytes:]
	if denseRank(ranks, p.Register) < p.Rank {
		setDenseRank(ranks, p.Register, p.Rank)
		s.dropCount()
	}
}

// AppendDense appends the sketch in the dense form.
func (s Sketch) AppendDense(dst []byte) ([]byte, error) {
	if s.IsDense() {
		return append(dst, s...), nil
	}
	start := len(dst)
	dst = append(dst, s[:headerBytes]...)
	dst = append(dst, make([]byte, denseBytes-headerBytes)...)
	dense := dst[start:]
	dense[formAt] = formDense
	register := 0
	err := eachRun(s[headerBytes:], func(r run) {
		for i := range r.length {
			if r.rank > 0 {
				setDenseRank(dense[headerBytes:], register+i, r.rank)
			}
		}
		register += r.length
	})
	if err != nil {
		return nil, err
	}
	return dst, nil
}
