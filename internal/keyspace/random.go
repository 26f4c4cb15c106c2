package keyspace

import "math/rand/v2"

// maxThrows limits how often Random throws before it takes what is near.
const maxThrows = 64

// Random gives a record by chance, each with the same probability: it throws for a
// slot until it hits a used one. Only in a Space that has lost most of its keys may
// it miss too often; then the next segment with keys serves.
func (s *Space) Random(rnd *rand.Rand) (Record, bool) {
	segments := s.index.segments
	if s.Len() == 0 {
		return Record{}, false
	}
	buckets := maxStrips * stripBuckets
	if len(segments) == 1 {
		buckets = segments[0].buckets()
	}
	for range maxThrows {
		g := &segments[rnd.IntN(len(segments))]
		b, i := rnd.IntN(buckets), rnd.IntN(bucketSlots)
		if b >= g.buckets() {
			continue
		}
		if x := g.bucket(s.arena, b)[i]; x != 0 {
			if rec := loadRecord(s.arena, x.ref()); !rec.IsGone() {
				return rec, true
			}
		}
	}
	return s.randomNear(rnd), true
}

// randomNear gives a record of the first segment with keys from a random one on.
func (s *Space) randomNear(rnd *rand.Rand) Record {
	segments := s.index.segments
	for n := rnd.IntN(len(segments)); ; n = (n + 1) % len(segments) {
		var entries [maxSlots]slot
		used := segments[n].collect(s.arena, entries[:0])
		rnd.Shuffle(len(used), func(i, j int) { used[i], used[j] = used[j], used[i] })
		for _, x := range used {
			if rec := loadRecord(s.arena, x.ref()); !rec.IsGone() {
				return rec
			}
		}
	}
}
