package engine

import (
	"sync"
	"sync/atomic"

	"github.com/holdfast-db/holdfast/internal/keyspace"
	"github.com/holdfast-db/holdfast/internal/page"
)

// fetchWorkers is how many reads of the store may be under way at once.
const fetchWorkers = 16

// fetcher reads from the store what clients wait for, so that others can go on meanwhile. Pages it only brings near,
// into the store's cache, from which the client's command then takes them under its locks. Records it hands over, see
// Offer.
//
// Workers start one another, as long as there is more to read than the last to be started has begun to read. So where
// reads take no time, because they are about keys that are not there, one worker does them all.
type fetcher struct {
	mu         sync.Mutex // guards what follows
	flights    map[fetchKey]*flight
	queue      []fetchKey
	workers    int
	isStarting bool // one of them
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

// Fetch is what one client waits for. All but left is set before that becomes 0.
type Fetch struct {
	left    atomic.Int32
	wake    func()
	records map[string]fetched // by key
}

// fetched is a record as the store had it, or that it had none.
type fetched struct {
	generation uint32
	commits    uint64 // how many checkpoints the store had got at least
	stored     []byte
	found      bool
}

// Done reports whether everything was read.
func (f *Fetch) Done() bool { return f.left.Load() == 0 }

// MayBeCold reports whether any key may be on disk only.
func (e *Engine) MayBeCold() bool { return e.mayBeCold.Load() }

// ColdKeys appends to dst those of keys that neither memory nor what was offered can answer for. Their shards are
// locked.
func (t *Txn) ColdKeys(dst, keys [][]byte) [][]byte {
	for _, key := range keys {
		h := t.hash(key)
		if s := t.space(h, t.db); !s.Knows(h, key) {
			if _, ok := t.offer(s, key); !ok {
				dst = append(dst, key)
			}
		}
	}
	return dst
}

// ColdAhead is ColdKeys for keys whose shards are not locked: it tells how things are likely to be soon.
func (t *Txn) ColdAhead(dst, keys [][]byte) [][]byte {
	for _, key := range keys {
		if len(key) == 0 {
			continue // of a command without arguments, most likely; a key of no bytes is read in its turn
		}
		t.e.WithShard(t.e.keys.ShardOf(t.e.keys.Hash(key)), func() { dst = t.ColdKeys(dst, [][]byte{key}) })
	}
	return dst
}

// Offer lets the next units take records from what was fetched instead of reading them again, for as long as the store
// has not got another checkpoint. Then they are what the store has: what memory knows nothing of has not changed since
// the last checkpoint, or memory would have kept it until the next.
func (t *Txn) Offer(f *Fetch) { t.offered = f }

// offer finds a record in what was offered.
func (t *Txn) offer(s *keyspace.Space, key []byte) (fetched, bool) {
	if t.offered == nil {
		return fetched{}, false
	}
	r, ok := t.offered.records[string(key)]
	return r, ok && r.generation == s.Generation() && r.commits == t.e.commits.Load()
}

// stored reads a record from the store, or takes it from what was offered.
func (t *Txn) stored(s *keyspace.Space, key []byte) (stored []byte, found bool, err error) {
	if r, ok := t.offer(s, key); ok {
		return r.stored, r.found, nil
	}
	t.fetched, found, err = t.e.store.Record(s.Generation(), key, t.fetched[:0])
	return t.fetched, found, err
}

// Fetch begins to read keys of the selected database, all different, and calls wake when all were read.
func (t *Txn) Fetch(keys [][]byte, wake func()) *Fetch {
	f := &Fetch{wake: wake, records: make(map[string]fetched, len(keys))}
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
	q.start(e)
}

// start starts a worker unless one is starting. The lock is held.
func (q *fetcher) start(e *Engine) {
	if q.isStarting || q.workers == fetchWorkers {
		return
	}
	q.isStarting = true
	q.workers++
	e.background.Add(1)
	go q.work(e)
}

// work reads until nothing is left to read.
func (q *fetcher) work(e *Engine) {
	defer e.background.Done()
	r := fetchReader{e: e}
	defer r.close()
	for isFirst := true; ; isFirst = false {
		k, ok := q.take(e, isFirst)
		if !ok {
			return
		}
		record, err := r.read(k)
		for _, f := range q.land(k, record, err) {
			if f.left.Add(-1) == 0 {
				f.wake()
			}
		}
	}
}

// take returns what a worker is to read next. If there is nothing, the worker has to end.
func (q *fetcher) take(e *Engine, isFirst bool) (k fetchKey, ok bool) {
	q.mu.Lock()
	defer q.mu.Unlock()
	if isFirst {
		q.isStarting = false
	}
	if len(q.queue) == 0 {
		q.workers--
		return k, false
	}
	k, q.queue = q.queue[0], q.queue[1:]
	if len(q.queue) > 0 {
		q.start(e)
	}
	return k, true
}

// land hands over what was read, and returns those who have waited for it. They find the same error, if there is one,
// when they read for themselves.
func (q *fetcher) land(k fetchKey, r fetched, err error) []*Fetch {
	q.mu.Lock()
	defer q.mu.Unlock()
	fl := q.flights[k]
	delete(q.flights, k)
	for _, f := range fl.waiters {
		if f.records != nil && err == nil {
			f.records[k.key] = r
		}
	}
	return fl.waiters
}
