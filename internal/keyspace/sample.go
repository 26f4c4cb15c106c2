package keyspace

import "math/rand/v2"

// IsEmpty reports whether the shard has no keys in memory. It needs no lock.
func (s *Shard) IsEmpty() bool {
	for db := range s.spaces {
		if s.Len(db) > 0 {
			return false
		}
	}
	return true
}

// Sample shows fn up to n records by chance, those that expire or all, and fewer only if there are no more. They lie
// side by side, which costs one wait for memory instead of n: what has the same hash, nearly, has nothing else in
// common. fn must not change the Space.
func (s *Space) Sample(rnd *rand.Rand, n int, onlyExpiring bool, fn func(Record)) (seen int) {
	if s.Len() == 0 || onlyExpiring && s.Expires() == 0 {
		return 0
	}
	segments := s.index.segments
	at := rnd.IntN(len(segments))
	for range segments {
		if g := &segments[at]; !onlyExpiring || g.due != never {
			seen += s.sampleSegment(g, rnd, n-seen, onlyExpiring, fn)
		}
		if seen >= n {
			break
		}
		if at++; at == len(segments) {
			at = 0
		}
	}
	return seen
}

// sampleSegment is Sample in one segment.
func (s *Space) sampleSegment(g *segment, rnd *rand.Rand, n int, onlyExpiring bool, fn func(Record)) (seen int) {
	b, first := rnd.IntN(g.buckets()), rnd.IntN(bucketSlots)
	for range g.buckets() {
		k := g.bucket(s.arena, b)
		for i := range k {
			x := k[(first+i)%bucketSlots]
			if x == 0 || onlyExpiring && !x.expires() {
				continue
			}
			if seen == n {
				return seen
			}
			if rec := loadRecord(s.arena, x.ref()); !rec.IsGone() {
				fn(rec)
				seen++
			}
		}
		b = g.after(b)
	}
	return seen
}
