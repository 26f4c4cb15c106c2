package page

import "math"

// CheckRun reports ErrCorrupt unless b is nothing but canonical entries, in
// order where the shape has one, and tells how many. Only containers have
// blobs.
func (s Shape) CheckRun(b []byte, blobs bool) (count int, err error) {
	if !s.valid() {
		return 0, ErrCorrupt
	}
	var last Entry
	for off := 0; off < len(b); count++ {
		e, end, err := s.Read(b, off)
		if err != nil {
			return 0, err
		}
		if !s.checkEntry(&e, end-off, blobs) {
			return 0, ErrCorrupt
		}
		if count > 0 && !s.ascending(&last, &e) {
			return 0, ErrCorrupt
		}
		last, off = e, end
	}
	return count, nil
}

// checkEntry reports whether e, read from n bytes, is as the encoder writes it.
func (s Shape) checkEntry(e *Entry, n int, blobs bool) bool {
	if s.Len(e) != n || math.IsNaN(e.Score) {
		return false
	}
	for _, it := range [...]Item{e.Key, e.Value} {
		if !it.canonical(ItemLen(it)) || it.kind == kindFar && !blobs {
			return false
		}
	}
	return e.Key.kind != kindFloat
}

// ascending reports whether b may follow a. The texts of blobs are not looked
// at: that is the container's to check.
func (s Shape) ascending(a, b *Entry) bool {
	if s != Scored && s != IDs {
		return true
	}
	if s == Scored && (a.Key.kind == kindFar || b.Key.kind == kindFar) {
		return a.Score <= b.Score
	}
	k := BoundOf(b)
	return s.Compare(a, &k) < 0
}
