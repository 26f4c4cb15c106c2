package commitlog

import "sync"

// broadcast lets any number of goroutines wait for the next wake. It costs
// nothing while nobody waits. The zero value is ready.
type broadcast struct {
	mu sync.Mutex    // guards ch
	ch chan struct{} // nil if nobody has waited since the last wake
}

// next returns a channel that the next wake closes.
func (b *broadcast) next() <-chan struct{} {
	b.mu.Lock()
	defer b.mu.Unlock()
	if b.ch == nil {
		b.ch = make(chan struct{})
	}
	return b.ch
}

func (b *broadcast) wake() {
	b.mu.Lock()
	defer b.mu.Unlock()
	if b.ch != nil {
		close(b.ch)
		b.ch = nil
	}
}
