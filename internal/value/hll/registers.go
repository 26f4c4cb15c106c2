package hll

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
		for i := range to {
			to[i] = max(to[i], uint8(eight)&rankMask)
			eight >>= registerBits
		}
	}
}

// Count estimates the number of elements.
func (r *Registers) Count() uint64 {
	var h histogram
	for _, rank := range r {
		h[rank&rankMask]++
	}
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
