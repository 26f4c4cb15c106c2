package pagemap

import "github.com/holdfast-db/holdfast/internal/page"

// together is how many keys Prefetch takes at a time: as many cache misses overlap.
const together = 16

// Prefetch brings the buckets of keys that are about to be asked for towards the processor, one step of the way for all
// of them before the next, so that the waits for memory overlap. What is not in memory is left alone.
func (m *Map) Prefetch(keys []page.Item) {
	if m.ref == 0 {
		return
	}
	var hashes [together]uint64
	var buckets [together]page.Number
	for len(keys) > 0 {
		n := min(len(keys), together)
		for i, key := range keys[:n] {
			hashes[i] = page.Hash(m.pages.Seed, key)
			buckets[i] = m.bucketOf(hashes[i])
		}
		for _, r := range buckets[:n] {
			m.pages.Prefetch(r, runStart)
		}
		for i, r := range buckets[:n] {
			m.prefetchGroup(r, hashes[i])
		}
		keys = keys[n:]
	}
}

// bucketOf returns the number of the bucket for a hash, or of a page on the way that is not in memory, or 0.
func (m *Map) bucketOf(hash uint64) page.Number {
	r := m.ref
	for used := 0; used <= maxDepth; {
		p := m.pages.Peek(r)
		if p == nil || p.Kind() != page.KindDir {
			return r
		}
		d := dir{p}
		n := d.bits()
		if len(p) < dirLen(n) {
			return 0
		}
		r = d.at(int(hash << used >> (64 - n)))
		if n < dirBits {
			return r // to look at what is there would be to wait for it
		}
		used += n
	}
	return 0
}

// prefetchGroup asks for the entries among which a key with the hash is.
func (m *Map) prefetchGroup(r page.Number, hash uint64) {
	p := m.pages.Peek(r)
	if p == nil || p.Check(page.KindMap, runStart) != nil {
		return
	}
	if run, start := (bucket{p}).upTo(groupOf(hash, p.Level())); start >= 0 {
		p.Prefetch(start, len(run))
	}
}
