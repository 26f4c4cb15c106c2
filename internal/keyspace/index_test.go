package keyspace

import (
	"fmt"
	"testing"
	"unsafe"
)

// The index must not waste what the records save: at all sizes.
func TestIndexLoad(t *testing.T) {
	const keys = 40000
	s := newTestSpace(t)
	sum, samples := 0.0, 0
	for i := range keys {
		set(s, fmt.Sprint(i), "", 0)
		if i > 1000 && i%50 == 0 {
			sum += load(s)
			samples++
		}
	}
	average := sum / float64(samples)
	t.Logf("average load %.3f, %.2f bytes a key, of that the headers of %d segments %.2f; farthest %d",
		average, slotBytes/average, len(s.index.segments), float64(cap(s.index.segments))*float64(unsafe.Sizeof(segment{}))/keys, s.farthest())
	if average < 0.75 {
		t.Errorf("average load %.3f", average)
	}
	if far := s.farthest(); far > 1 {
		t.Errorf("an entry lies %d buckets from home", far)
	}
	mustCheck(t, s)
}
