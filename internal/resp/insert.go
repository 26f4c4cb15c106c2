package resp

import "slices"

// InsertArray puts the header of an array in front of everything but the first n bytes, where its elements were
// written before anybody knew how many there are. Only what has not been consumed counts, as in Len.
func (w *Writer) InsertArray(n, elements int) {
	var room [maxIntegerBytes + 3]byte
	w.insert(n, appendHeader(room[:0], '*', int64(elements)))
}

// InsertMap is InsertArray for a map.
func (w *Writer) InsertMap(n, pairs int) {
	if !w.resp3 {
		w.InsertArray(n, 2*pairs)
		return
	}
	var room [maxIntegerBytes + 3]byte
	w.insert(n, appendHeader(room[:0], '%', int64(pairs)))
}

func (w *Writer) insert(n int, header []byte) {
	w.buf = slices.Insert(w.buf, w.start+n, header...)
}
