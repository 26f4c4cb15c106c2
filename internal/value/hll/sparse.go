package hll

import "slices"

// maxSplitBytes is the most that one run can be split into: two long runs of zeros with the new rank between them.
const maxSplitBytes = 5

// addSparse splits the run of the register in up to three.
func (s Sketch) addSparse(p Place, limit int) (Sketch, error) {
	before, old, err := findRun(s[headerBytes:], p.Register)
	switch {
	case err != nil:
		return s, err
	case old.rank >= p.Rank:
		return s, nil
	case p.Rank > maxRunRank:
		return s.addAsDense(p)
	}
	var buf [maxSplitBytes]byte
	split := appendRuns(buf[:0], old.rank, p.Register-old.first)
	split = append(split, rankRun(p.Rank, 1))
	split = appendRuns(split, old.rank, old.first+old.length-p.Register-1)
	if grows := len(split) - old.size; grows > 0 && len(s)+grows > limit {
		return s.addAsDense(p)
	}
	at := headerBytes + old.at
	s = slices.Replace(s, at, at+old.size, split...)
	s = s.join(headerBytes + before)
	s.dropCount()
	return s, nil
}

// joinRuns is how many runs one addition can have brought together: the one before, the three it made of one, and the
// one behind.
const joinRuns = 5

// join makes one run of neighbours that have the same rank, from one before the change on.
func (s Sketch) join(at int) Sketch {
	for n := 0; n < joinRuns && at < len(s); n++ {
		switch {
		case s[at]&rankFlag == 0 && s[at]&longFlag != 0:
			at += 2
		case at+1 < len(s) && canJoin(s[at], s[at+1]):
			s[at+1] += s[at]&(maxRankLength-1) + 1
			s = slices.Delete(s, at, at+1)
		default:
			at++
		}
	}
	return s
}

// canJoin reports whether two runs are of the same rank, and short enough together.
func canJoin(a, b byte) bool {
	const length = maxRankLength - 1
	return a&rankFlag != 0 && a&^length == b&^length && a&length+b&length+2 <= maxRankLength
}

func (s Sketch) addAsDense(p Place) (Sketch, error) {
	dense, err := s.AppendDense(make([]byte, 0, denseBytes))
	if err != nil {
		return s, err
	}
	Sketch(dense).addDense(p)
	return dense, nil
}
