package stream

import (
	"math"
	"strconv"

	"github.com/holdfast-db/holdfast/internal/page"
)

// ID names an entry: a time in unix milliseconds (Hi) and a number among the entries of that time (Lo).
type ID = page.ID

// The ends of all ids.
var (
	MinID = ID{}
	MaxID = ID{Hi: math.MaxUint64, Lo: math.MaxUint64}
)

// Next is the id right behind one; there is none behind MaxID.
func Next(id ID) (ID, bool) {
	switch {
	case id.Lo != math.MaxUint64:
		return ID{Hi: id.Hi, Lo: id.Lo + 1}, true
	case id.Hi != math.MaxUint64:
		return ID{Hi: id.Hi + 1}, true
	}
	return id, false
}

// Prev is the id right before one; there is none before MinID.
func Prev(id ID) (ID, bool) {
	switch {
	case id.Lo != 0:
		return ID{Hi: id.Hi, Lo: id.Lo - 1}, true
	case id.Hi != 0:
		return ID{Hi: id.Hi - 1, Lo: math.MaxUint64}, true
	}
	return id, false
}

// MaxIDText is the length of the longest id as text.
const MaxIDText = 41

// AppendID appends an id as clients know it: "1526919030474-55".
func AppendID(dst []byte, id ID) []byte {
	dst = append(strconv.AppendUint(dst, id.Hi, 10), '-')
	return strconv.AppendUint(dst, id.Lo, 10)
}

// NextID is the id that an entry gets at a time in a stream with a last id; there is none behind MaxID.
func NextID(last ID, nowMillis int64) (ID, bool) {
	if uint64(nowMillis) > last.Hi {
		return ID{Hi: uint64(nowMillis)}, true
	}
	return Next(last)
}
