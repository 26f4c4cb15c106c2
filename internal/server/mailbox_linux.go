package server

import (
	"fmt"
	"sync"
	"sync/atomic"

	"golang.org/x/sys/unix"
)

// parcel is something that other goroutines hand to a loop.
type parcel interface {
	// deliver runs in the loop.
	deliver(l *loop)
	// discard runs instead of deliver when the loop has ended.
	discard()
}

// mailbox carries parcels to a loop and wakes it. The eventfd is written only when the
// loop sleeps, and never read: it is watched edge-triggered, so every write is an event.
type mailbox struct {
	fd     int
	full   atomic.Bool // there is something to look at
	asleep atomic.Bool // the loop waits, or is about to

	mu      sync.Mutex // guards the fields below
	parcels []parcel
	closed  bool
}

func (m *mailbox) open() (err error) {
	m.fd, err = unix.Eventfd(0, unix.EFD_NONBLOCK|unix.EFD_CLOEXEC)
	return err
}

// post hands p to the loop.
func (m *mailbox) post(p parcel) {
	m.mu.Lock()
	if m.closed {
		m.mu.Unlock()
		p.discard()
		return
	}
	m.parcels = append(m.parcels, p)
	m.ring()
	m.mu.Unlock()
}

// knock has the loop make a round.
func (m *mailbox) knock() {
	m.mu.Lock()
	defer m.mu.Unlock()
	if !m.closed {
		m.ring()
	}
}

// ring wakes the loop. It sets full before it looks at asleep, and sleep does the
// reverse, so that one of the two sides always sees the other. The caller holds mu,
// under which the descriptor stays open until closed is set.
func (m *mailbox) ring() {
	m.full.Store(true)
	if m.asleep.CompareAndSwap(true, false) {
		one := [8]byte{1}
		if _, err := unix.Write(m.fd, one[:]); err != nil {
			panic(fmt.Sprintf("server: waking a loop: %v", err))
		}
	}
}

// sleep announces that the loop will wait; false means that it must not.
func (m *mailbox) sleep() bool {
	m.asleep.Store(true)
	if m.full.Load() {
		m.asleep.Store(false)
		return false
	}
	return true
}

// take returns what was posted, in the place of spare.
func (m *mailbox) take(spare []parcel) []parcel {
	if !m.full.Load() {
		return spare[:0]
	}
	m.mu.Lock()
	defer m.mu.Unlock()
	m.full.Store(false)
	taken := m.parcels
	m.parcels = spare[:0]
	return taken
}

// close discards what is left and all that will come.
func (m *mailbox) close() {
	m.mu.Lock()
	left := m.parcels
	m.parcels, m.closed = nil, true
	m.mu.Unlock()
	for _, p := range left {
		p.discard()
	}
}
