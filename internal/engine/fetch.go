package engine

import (
	"sync"
	"sync/atomic"

	"github.com/holdfast-db/holdfast/internal/page"
)

// fetchWorkers is how many reads of the store may be under way at once.
const fetchWorkers = 16

// fetcher reads from the store what clients wait for, so that others can go on meanwhile. It only brings the bytes
// near: into the store's cache, from which the client's command then takes them under its locks. So there is no moment
// at which what was read could be older than what memory knows.
type fetcher struct {
	mu      sync.Mutex // guards what follows
	flights map[fetchKey]*flight
	queue   []fetchKey
	workers int
}

// fetchKey names a record, or a page if there is a container.
type fetchKey struct {
	generation uint32
	key        string
	container  uint64
	page       page.Number
}

// flight is one read with those who wait for it.
type flight struct{ waiters []*Fetch }

// Fetch is what one client waits for.
type Fetch struct {
	left atomic.Int32
	wake func()
}

// Done reports whether everything was read.
func (f *Fetch) Done() bool { return f.left.Load() == 0 }

// MayBeCold reports whether any key may be on disk only.
func (e *Engine) MayBeCold() bool { return e.mayBeCold.Load() }

// ColdKeys appends to dst those of keys that memory cannot answer for. Their shards are locked.
func (t *Txn) ColdKeys(dst, keys [][]byte) [][]byte {
	for _, key := range keys {
		h := t.hash(key)
		if !t.space(h, t.db).Knows(h, key) {
			dst = append(dst, key)
		}
	}
	return dst
}

// Fetch begins to read keys of the selected database, whose shards are locked, and calls wake when all were read.
func (t *Txn) Fetch(keys [][]byte, wake func()) *Fetch {
	f := &Fetch{wake: wake}
	f.left.Store(int32(len(keys)))
	generation := t.e.keys.Contents(t.db).Generation
	for _, key := range keys {
		t.e.fetcher.add(t.e, fetchKey{generation: generation, key: string(key)}, f)
	}
	return f
}

// FetchPage begins to read the page that a unit was broken off for, and calls wake when it was read. The next unit
// takes it from where it is then.
func (t *Txn) FetchPage(p *ColdPage, wake func()) *Fetch {
	t.awaited = p.key
	f := &Fetch{wake: wake}
	f.left.Store(1)
	t.e.fetcher.add(t.e, p.key, f)
	return f
}

func (q *fetcher) add(e *Engine, k fetchKey, f *Fetch) {
	q.mu.Lock()
	defer q.mu.Unlock()
	if q.flights == nil {
		q.flights = make(map[fetchKey]*flight)
	}
	if fl, ok := q.flights[k]; ok {
		fl.waiters = append(fl.waiters, f)
		return
	}
	q.flights[k] = &flight{[]*Fetch{f}}
	q.queue = append(q.queue, k)
	if q.workers < fetchWorkers {
		q.workers++
		e.background.Add(1)
		go q.work(e)
	}
}

// work reads until nothing is left to read.
func (q *fetcher) work(e *Engine) {
	defer e.background.Done()
	var buffer []byte
	for {
		q.mu.Lock()
		if len(q.queue) == 0 {
			q.workers--
			q.mu.Unlock()
			return
		}
		k := q.queue[0]
		q.queue = q.queue[1:]
		q.mu.Unlock()

		// Whoever waits finds the same error, if there is one, when it reads for itself.
		if k.container != 0 {
			buffer, _ = e.store.Page(k.generation, k.container, uint32(k.page), buffer[:0])
		} else {
			buffer, _, _ = e.store.Record(k.generation, []byte(k.key), buffer[:0])
		}

		q.mu.Lock()
		fl := q.flights[k]
		delete(q.flights, k)
		q.mu.Unlock()
		for _, f := range fl.waiters {
			if f.left.Add(-1) == 0 {
				f.wake()
			}
		}
	}
}
