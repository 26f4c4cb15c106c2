package engine

import "testing"

// TestWaitersShareARead has several clients wait for the same keys and the same page.
func TestWaitersShareARead(t *testing.T) {
	q := fetcher{workers: fetchWorkers} // so that nobody reads before all wait
	wake := func(woken *int) func() { return func() { *woken++ } }
	record, other, cold := fetchKey{key: "key"}, fetchKey{key: "other"}, fetchKey{container: 1, page: 2}
	const waiters = 3
	var fetches [waiters]*Fetch
	var woken [waiters]int
	for i := range fetches {
		fetches[i] = &Fetch{wake: wake(&woken[i]), records: map[string]fetched{}}
		fetches[i].left.Store(3)
		for _, k := range []fetchKey{record, other, cold} {
			q.add(nil, k, fetches[i])
		}
	}
	if len(q.queue) != 3 {
		t.Fatalf("%d reads for %d clients with the same wishes: %v", len(q.queue), waiters, q.queue)
	}
	for _, k := range []fetchKey{record, other, cold} {
		read, ok := q.take(nil, false)
		if !ok || read != k {
			t.Fatalf("took %v, want %v", read, k)
		}
		got := q.land(k, fetched{stored: []byte(k.key), found: true}, nil)
		if len(got) != waiters {
			t.Errorf("%d wait for %v", len(got), k)
		}
		for _, f := range got {
			f.left.Add(-1)
		}
	}
	for i, f := range fetches {
		if !f.Done() || string(f.records["key"].stored) != "key" || string(f.records["other"].stored) != "other" {
			t.Errorf("client %d got %v", i, f.records)
		}
	}
	if len(q.flights) != 0 {
		t.Errorf("still under way: %v", q.flights)
	}
}
