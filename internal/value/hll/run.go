package hll

import "strconv"

// The sparse form is runs of registers with the same rank:
//
//	00llllll            1 to 64 registers of rank 0
//	01llllll llllllll   1 to 16384 registers of rank 0, the high bits first
//	1rrrrrll            1 to 4 registers of rank 1 to 32
//
// Each number is one less than what it means. The runs cover all registers.
const (
	longFlag  = 0x40
	rankFlag  = 0x80
	rankShift = 2

	maxShortZeros = 64
	maxRunRank    = 32
	maxRankLength = 4
)

// run is one run of registers.
type run struct {
	at, size int // where it lies, in bytes from the first run
	first    int // the first register
	length   int
	rank     uint8
}

// measure tells how many registers a run has and how many bytes; 0 bytes if its second byte is missing. It is the
// inner loop of the sparse form: the two short kinds differ by a shift, not by a branch that no processor can foresee.
func measure(runs []byte, at int) (length, size int) {
	b := runs[at]
	if b&(rankFlag|longFlag) != longFlag {
		return int(b&((maxShortZeros-1)>>(b/rankFlag*4))) + 1, 1
	}
	if at+1 == len(runs) {
		return 0, 0
	}
	return int(b&^longFlag)<<8 + int(runs[at+1]) + 1, 2
}

// rankOf is the rank that the first byte of a run says.
func rankOf(b byte) uint8 {
	if b&rankFlag == 0 {
		return 0
	}
	return b>>rankShift&(maxRunRank-1) + 1
}

// eachRun visits all runs. It fails if they do not cover the registers exactly, which may show only at the end.
func eachRun(runs []byte, visit func(run)) error {
	register := 0
	for at := 0; at < len(runs); {
		length, size := measure(runs, at)
		if size == 0 || register+length > registerCount {
			return ErrCorrupt
		}
		visit(run{at: at, size: size, first: register, length: length, rank: rankOf(runs[at])})
		register += length
		at += size
	}
	if register != registerCount {
		return ErrCorrupt
	}
	return nil
}

// findRun finds the run of a register, and where the run before it lies.
func findRun(runs []byte, register int) (before int, found run, err error) {
	first := 0
	for at := 0; at < len(runs); {
		length, size := measure(runs, at)
		if size == 0 {
			break
		}
		if register < first+length {
			return before, run{at: at, size: size, first: first, length: length, rank: rankOf(runs[at])}, nil
		}
		first += length
		before = at
		at += size
	}
	return 0, run{}, ErrCorrupt
}

// appendRuns appends as many runs as it takes for a number of registers of one rank, which is at most maxRunRank.
func appendRuns(dst []byte, rank uint8, length int) []byte {
	for ; rank > 0 && length > 0; length -= maxRankLength {
		dst = append(dst, rankRun(rank, min(length, maxRankLength)))
	}
	switch {
	case length <= 0:
		return dst
	case length <= maxShortZeros:
		return append(dst, byte(length-1))
	default:
		return append(dst, longFlag|byte((length-1)>>8), byte(length-1))
	}
}

func rankRun(rank uint8, length int) byte {
	return rankFlag | (rank-1)<<rankShift | byte(length-1)
}

// AppendText appends the runs of a sparse sketch in Redis's notation: z and Z for zeros in a short and a long run, v
// for a rank and its registers.
func (s Sketch) AppendText(dst []byte) ([]byte, error) {
	start := len(dst)
	err := eachRun(s[headerBytes:], func(r run) {
		if len(dst) > start {
			dst = append(dst, ' ')
		}
		switch {
		case r.rank > 0:
			dst = append(dst, "v:"...)
			dst = strconv.AppendUint(dst, uint64(r.rank), 10)
			dst = append(dst, ',')
		case r.size > 1:
			dst = append(dst, "Z:"...)
		default:
			dst = append(dst, "z:"...)
		}
		dst = strconv.AppendInt(dst, int64(r.length), 10)
	})
	return dst, err
}
