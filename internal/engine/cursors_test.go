package engine

import (
	"math"
	"testing"
)

func TestCursorsAreDoubles(t *testing.T) {
	e := new(Engine)
	for range 3 {
		cursor := e.KeepCursor([]byte("key"))
		if !IsOrderedCursor(cursor) || cursor >= 1<<53 {
			t.Errorf("%d was given out", cursor)
		}
		if key, found := e.Cursor(uint64(float64(cursor))); !found || string(key) != "key" {
			t.Errorf("%d stands for %q, %v", cursor, key, found)
		}
	}
}

func TestCursorsThatNobodyGaveOut(t *testing.T) {
	for _, cursor := range []uint64{0, 1, 1<<52 - 1, 1 << 53, 1 << 62, 1<<63 - 1, 1 << 63, math.MaxUint64} {
		if IsOrderedCursor(cursor) {
			t.Errorf("%d is taken for one of ours", cursor)
		}
	}
}
