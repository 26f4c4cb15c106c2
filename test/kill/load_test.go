package kill

import (
	"errors"
	"math/rand/v2"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"github.com/holdfast-db/holdfast/internal/redistest"
	"github.com/holdfast-db/holdfast/test/process"
)

const (
	writerCount = 6
	// loadLimit is how long a load may take to get its acknowledgements.
	loadLimit = 60 * time.Second
)

// load is all writers at work on one server.
type load struct {
	writers  []*writer
	observer observer
	left     atomic.Int64  // acknowledgements until enough
	enough   chan struct{} // closed when there were enough
	ended    chan struct{} // closed when all writers have ended
	working  sync.WaitGroup
	errs     [writerCount]error
}

func newWriters(rng *rand.Rand) []*writer {
	writers := make([]*writer, writerCount)
	for i := range writers {
		writers[i] = &writer{
			id: i, state: make(state),
			dice: dice{rng: rand.New(rand.NewPCG(rng.Uint64(), rng.Uint64())), writer: i},
		}
	}
	return writers
}

// startLoad lets the writers work until the server ends.
func startLoad(t *testing.T, s *process.Server, writers []*writer, acknowledgements int) *load {
	l := &load{
		writers: writers, observer: observer{seen: make([]int, len(writers))},
		enough: make(chan struct{}), ended: make(chan struct{}),
	}
	l.left.Store(int64(acknowledgements))
	for i, w := range writers {
		c := s.Dial(t)
		l.working.Go(func() { l.errs[i] = w.write(c, l.count) })
	}
	c := s.Dial(t)
	l.working.Go(func() { l.observer.watch(c) })
	go func() {
		l.working.Wait()
		close(l.ended)
	}()
	return l
}

func (l *load) count() {
	if l.left.Add(-1) == 0 {
		close(l.enough)
	}
}

// awaitEnough waits until enough is acknowledged.
func (l *load) awaitEnough(t *testing.T, s *process.Server) {
	t.Helper()
	timer := time.NewTimer(loadLimit)
	defer timer.Stop()
	select {
	case <-l.enough:
	case <-l.ended:
		t.Fatalf("all clients ended by themselves: %v; the server says:\n%s", errors.Join(l.errs[:]...), s.Stderr())
	case <-timer.C:
		t.Fatalf("%d acknowledgements are missing after %v; the server says:\n%s", l.left.Load(), loadLimit, s.Stderr())
	}
}

// awaitEnd waits for the writers, whose server is gone, and returns what they found wrong.
func (l *load) awaitEnd() error {
	<-l.ended
	return errors.Join(l.errs[:]...)
}

// check compares what the next server holds with what the writers know.
func (l *load) check(c *redistest.Client, diedAt int64) error {
	var errs []error
	for _, w := range l.writers {
		f, err := read(c, keysOf(w.id))
		if err != nil {
			return err
		}
		if err := w.settle(f, diedAt); err != nil {
			errs = append(errs, err)
			continue
		}
		errs = append(errs, l.observer.check(w))
	}
	return errors.Join(errs...)
}
