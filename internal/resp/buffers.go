package resp

import "sync"

const (
	// wideBytes is how large a new one of the large buffers is.
	wideBytes = 4 * keepWriterBytes
	// mostWideBytes is the largest one that is kept for others.
	mostWideBytes = 2 << 20
)

// Buffers are large buffers that Writers share: one whose replies outgrow its own has one of these until they are sent.
// So clients that answer in bulk cost no garbage, and no memory while they are idle. Those that nobody needs go with the
// garbage. The zero Buffers are ready.
type Buffers struct{ pool sync.Pool }

// wideBuffer is one of them, behind a pointer because the pool's values are.
type wideBuffer struct{ b []byte }

func (s *Buffers) get() *wideBuffer {
	if w, ok := s.pool.Get().(*wideBuffer); ok {
		return w
	}
	return &wideBuffer{b: make([]byte, 0, wideBytes)}
}

func (s *Buffers) put(w *wideBuffer) {
	if cap(w.b) <= mostWideBytes {
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
	w.wide = w.shared.get()
	w.own, w.buf = w.buf, append(w.wide.b[:0], w.buf...)
}

// narrow gives the large buffer back.
func (w *Writer) narrow() {
	w.wide.b = w.buf[:0]
	w.shared.put(w.wide)
	w.buf, w.own, w.wide = w.own, nil, nil
}
