package hll

import "encoding/binary"

// Registers are the ranks of a sketch laid out, for work on several sketches.
type Registers [registerCount]uint8

// Merge raises the registers to those of a sketch: they have seen its elements too.
func (r *Registers) Merge(s Sketch) error {
	if s.IsDense() {
		r.mergeDense(s[headerBytes:])
		return nil
	}
	return eachRun(s[headerBytes:], func(same run) {
		if same.rank == 0 {
			return
		}
		for i := range same.length {
			at := &r[same.first+i]
			*at = max(*at, same.rank)
		}
	})
}

func (r *Registers) mergeDense(ranks []byte) {
	for group := range registerCount / groupRegisters {
		eight := denseGroup(ranks, group)
		to := r[group*groupRegisters:][:groupRegisters]
		binary.LittleEndian.PutUint64(to, higher(binary.LittleEndian.Uint64(to), spread(eight)))
	}
}

// spread gives each of the eight registers of a group a byte of its own, by taking halves apart three times.
func spread(eight uint64) uint64 {
	x := eight&0xffffff000000<<8 | eight&0xffffff
	x = x&0x00fff000_00fff000<<4 | x&0x00000fff_00000fff
	return x&0x0fc0_0fc0_0fc0_0fc0<<2 | x&0x003f_003f_003f_003f
}

// higher is the higher of two ranks in each byte. No rank has the highest bit of a byte, so that a subtraction leaves
// it there where a is not the lower one, without touching the next byte.
func higher(a, b uint64) uint64 {
	const top = 0x8080808080808080
	wins := (a | top) - b
	wins &= top
	keep := wins - wins>>7
	return a&keep | b&^keep
}

// Count estimates the number of elements.
func (r *Registers) Count() uint64 {
	var h histogram
	h.addRanks(r)
	return h.estimate()
}

// AppendSparse appends the registers as a sparse sketch; ok is false if one with elements takes more than limit bytes,
// or if there is a rank that the sparse form does not have.
func (r *Registers) AppendSparse(dst []byte, limit int) (_ []byte, ok bool) {
	start := len(dst)
	limit = max(limit, emptyBytes)
	dst = appendHeader(dst, formSparse)
	for from := 0; from < registerCount; {
		rank, to := r[from], from+1
		for to < registerCount && r[to] == rank {
			to++
		}
		if rank > maxRunRank {
			return nil, false
		}
		dst = appendRuns(dst, rank, to-from)
		if len(dst)-start > limit {
			return nil, false
		}
		from = to
	}
	return dst, true
}

// AppendDense appends the registers as a dense sketch.
func (r *Registers) AppendDense(dst []byte) []byte {
	dst = appendHeader(dst, formDense)
	for four := 0; four < registerCount; four += 4 {
		v := uint32(r[four]) | uint32(r[four+1])<<6 | uint32(r[four+2])<<12 | uint32(r[four+3])<<18
		dst = append(dst, byte(v), byte(v>>8), byte(v>>16))
	}
	return dst
}
