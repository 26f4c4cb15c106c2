package engine

import "github.com/holdfast-db/holdfast/internal/lsm"

// fetchLookups is how many records are read through one lsm.Lookup, which keeps files of the store from going.
const fetchLookups = 64

// fetchReader reads for a worker.
type fetchReader struct {
	e       *Engine
	lookup  *lsm.Lookup // nil if there is none
	commits uint64      // how many checkpoints the store had got at least when it was made
	left    int         // how many records it may still read
	page    []byte
}

// read reads a record, or brings a page near.
func (r *fetchReader) read(k fetchKey) (record fetched, err error) {
	if k.container != 0 {
		r.page, err = r.e.store.Page(k.generation, k.container, uint32(k.page), r.page[:0])
		return record, err
	}
	if r.lookup == nil || r.left == 0 || r.commits != r.e.commits.Load() {
		if err := r.renew(); err != nil {
			return record, err
		}
	}
	r.left--
	record = fetched{generation: k.generation, commits: r.commits}
	record.stored, record.found, err = r.lookup.Record(k.generation, []byte(k.key), nil)
	if err != nil {
		r.close()
	}
	return record, err
}

// renew makes a new lookup.
func (r *fetchReader) renew() (err error) {
	r.close()
	r.left, r.commits = fetchLookups, r.e.commits.Load()
	r.lookup, err = r.e.store.NewLookup()
	return err
}

func (r *fetchReader) close() {
	if r.lookup != nil {
		_ = r.lookup.Close() // all that it has read was good
		r.lookup = nil
	}
}
