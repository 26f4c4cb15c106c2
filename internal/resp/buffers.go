package resp

import "sync"

const (
	// wideBytes is how large a new one of the large buffers is.
	wideBytes = 4 * keepWriterBytes
	// mostWideBytes is the largest one that is kept for others.
	mostWideBytes = 2 << 20
)

// Buffers are large buffers that many share: a Writer whose replies outgrow its own has one of these until they are sent.
// So clients that answer in bulk cost no garbage, and no memory while they are idle. Those that nobody needs go with the
// garbage. The zero Buffers are ready.
type Buffers struct{ pool sync.Pool }

// WideBuffer is one of them, behind a pointer because the pool's values are.
type WideBuffer struct{ B []byte }

// Get borrows a buffer with room for n bytes.
func (s *Buffers) Get(n int) *WideBuffer {
	w, ok := s.pool.Get().(*WideBuffer)
	if !ok {
		w = new(WideBuffer)
	}
	if cap(w.B) < n {
		w.B = make([]byte, 0, max(n+n/8, wideBytes)) // the next one may be a little longer
	}
	w.B = w.B[:0]
	return w
}

// Put gives a buffer back, which may have grown meanwhile.
func (s *Buffers) Put(w *WideBuffer) {
	if cap(w.B) <= mostWideBytes {
		s.pool.Put(w)
	}
}

// Share has the Writer borrow buffers from b.
func (w *Writer) Share(b *Buffers) { w.shared = b }

// Ready borrows a large buffer if replies are about to outgrow the Writer's own, or did so last time. It is to be called
// between two replies.
func (w *Writer) Ready() {
	if w.wide == nil && (w.wasWide || len(w.buf) > keepWriterBytes/2) {
		w.widen()
	}
}

func (w *Writer) widen() {
	if w.shared == nil {
		return
	}
	w.wide = w.shared.Get(wideBytes)
	w.own, w.buf = w.buf, append(w.wide.B, w.buf...)
}

// narrow gives the large buffer back.
func (w *Writer) narrow() {
	w.wide.B = w.buf
	w.shared.Put(w.wide)
	w.buf, w.own, w.wide = w.own, nil, nil
}
