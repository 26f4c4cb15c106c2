package page

import (
	"encoding/binary"
	"math"
)

// Side says where a bound lies among the entries that share its score.
type Side int8

const (
	// Exact is the place of the entry itself.
	Exact Side = 0
	// Before comes before every member with the score.
	Before Side = -1
	// After comes after every member with the score.
	After Side = 1
)

// Bound is a place in an ordered container: an id, or a score and a member.
// With Side Before or After the member means nothing.
type Bound struct {
	Score  float64
	Member Item
	Side   Side
	ID     ID
}

// BoundOf returns the place of e.
func BoundOf(e *Entry) Bound { return Bound{Score: e.Score, Member: e.Key, ID: e.ID} }

// Compare tells whether e comes before (-1), at (0) or after (1) k. The entry
// must have its text at hand: see [Pages.Load].
func (s Shape) Compare(e *Entry, k *Bound) int {
	if s == IDs {
		return e.ID.Compare(k.ID)
	}
	if c := compareScores(e.Score, k.Score); c != 0 {
		return c
	}
	if k.Side != Exact {
		return -int(k.Side)
	}
	return e.Key.Compare(k.Member)
}

// Compare orders ids by Hi, then Lo.
func (id ID) Compare(other ID) int {
	switch {
	case id == other:
		return 0
	case id.Hi < other.Hi || id.Hi == other.Hi && id.Lo < other.Lo:
		return -1
	}
	return 1
}

// compareScores is cmp.Compare without its care for NaN, which no score is.
func compareScores(a, b float64) int {
	switch {
	case a < b:
		return -1
	case a > b:
		return 1
	}
	return 0
}

// Place is where a search in a run of entries ended: the first entry that is
// not before the bound.
type Place struct {
	Index int  // entries of the run before it
	Pos   int  // its offset
	Found bool // it is at the bound
}

// Seek searches the entries b[off:]. Blobs are read from pages, which may be
// nil where entries hold none.
func (s Shape) Seek(b []byte, off int, k *Bound, pages *Pages) (Place, error) {
	if s == IDs {
		return seekID(b, off, k.ID)
	}
	pl := Place{Pos: off}
	if s == Scored && off < len(b) {
		if err := pl.skipLower(b, k.Score); err != nil {
			return pl, err
		}
	}
	for pl.Pos < len(b) {
		c, err := s.compareAt(b, pl.Pos, k, pages)
		if err != nil {
			return pl, err
		}
		if c >= 0 {
			pl.Found = c == 0
			return pl, nil
		}
		if pl.Pos = s.End(b, pl.Pos); pl.Pos < 0 {
			return pl, ErrCorrupt
		}
		pl.Index++
	}
	return pl, nil
}

// skipLower steps over the entries with a score below the given one, reading
// each score once. It is where searches in sorted sets spend their time.
func (pl *Place) skipLower(b []byte, score float64) error {
	for pl.Pos < len(b) {
		at, member := quickScore(b, pl.Pos)
		if member == 0 {
			var err error
			if at, member, err = readScore(b, pl.Pos); err != nil {
				return err
			}
		}
		if at >= score {
			return nil
		}
		end := itemEnd(b, member)
		if end < 0 {
			return ErrCorrupt
		}
		like := likeness{b[pl.Pos], b[member], member - pl.Pos, end - pl.Pos}
		pl.Pos = end
		pl.Index++
		if like.isFixed() {
			n := like.lower(b[end:], score)
			pl.Pos += n * like.stride
			pl.Index += n
		}
	}
	return nil
}

// compareAt compares the entry at b[off] with k, reading no more of it than
// that takes.
func (s Shape) compareAt(b []byte, off int, k *Bound, pages *Pages) (int, error) {
	score, end, err := readScore(b, off)
	if err != nil {
		return 0, err
	}
	if c := compareScores(score, k.Score); c != 0 {
		return c, nil
	}
	if k.Side != Exact {
		return -int(k.Side), nil
	}
	it, _, err := readItem(b, end)
	if err != nil {
		return 0, err
	}
	if it, err = pages.Load(it); err != nil {
		return 0, err
	}
	return it.Compare(k.Member), nil
}

// Separator is a bound cut to two words that compare the same way, as far as
// they tell: exact for ids; for scores, the score and the first eight bytes of
// the member. Where two are equal the entries themselves must be asked.
type Separator struct{ Hi, Lo uint64 }

// Separator returns the separator of k.
func (s Shape) Separator(k *Bound) Separator {
	if s == IDs {
		return Separator(k.ID)
	}
	sep := Separator{Hi: sortable(k.Score)}
	switch k.Side {
	case Exact:
		var scratch [32]byte
		sep.Lo = leading(k.Member.View(scratch[:]))
	case After:
		sep.Lo = math.MaxUint64
	}
	return sep
}

// Compare orders separators by Hi, then Lo.
func (s Separator) Compare(other Separator) int { return ID(s).Compare(ID(other)) }

// sortable maps scores to integers of the same order.
func sortable(f float64) uint64 {
	if f == 0 {
		f = 0 // minus zero is equal to zero
	}
	bits := math.Float64bits(f)
	if bits>>63 != 0 {
		return ^bits
	}
	return bits | 1<<63
}

// leading returns the first eight bytes as a big-endian number.
func leading(b []byte) uint64 {
	if len(b) >= 8 {
		return binary.BigEndian.Uint64(b)
	}
	var buf [8]byte
	copy(buf[:], b)
	return binary.BigEndian.Uint64(buf[:])
}
