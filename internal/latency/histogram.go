package latency

import (
	"math/bits"
	"sync/atomic"
	"time"
)

// A bucket's bounds differ by an eighth: the leading bit of a duration in nanoseconds picks the octave, the next three
// bits the bucket in it. Durations from longest on share the last bucket.
const (
	subBits = 3
	octaves = 34 // up to 17 s
	buckets = octaves << subBits
)

// Histogram counts durations. Adding is one atomic addition.
type Histogram struct{ counts [buckets]atomic.Int64 }

// Add counts n durations of d each.
func (h *Histogram) Add(d time.Duration, n int64) { h.counts[bucketOf(d)].Add(n) }

func bucketOf(d time.Duration) int {
	v := uint64(max(d, 0))
	if v < 1<<subBits {
		return int(v)
	}
	octave := bits.Len64(v) - subBits
	return min(octave<<subBits+int(v>>(octave-1))&(1<<subBits-1), buckets-1)
}

// highest is the longest duration in a bucket.
func highest(bucket int) time.Duration {
	octave, sub := bucket>>subBits, bucket&(1<<subBits-1)
	if octave == 0 {
		return time.Duration(sub)
	}
	return time.Duration((1<<subBits+sub+1)<<(octave-1) - 1)
}

// Reset forgets everything.
func (h *Histogram) Reset() {
	for i := range h.counts {
		h.counts[i].Store(0)
	}
}

// Count is the number of durations.
func (h *Histogram) Count() (n int64) {
	for i := range h.counts {
		n += h.counts[i].Load()
	}
	return n
}

// AtMost is the number of durations up to d, except for those in the bucket that d divides.
func (h *Histogram) AtMost(d time.Duration) (n int64) {
	for i := 0; i < buckets && highest(i) <= d; i++ {
		n += h.counts[i].Load()
	}
	return n
}

// Percentile is a duration that percent of the counted ones do not exceed, up to an eighth too much; 0 if there are
// none.
func (h *Histogram) Percentile(percent float64) time.Duration {
	total := h.Count()
	if total == 0 {
		return 0
	}
	rank := max(1, int64(percent/100*float64(total)+0.5))
	var seen int64
	for i := range h.counts {
		if seen += h.counts[i].Load(); seen >= rank {
			return highest(i)
		}
	}
	return highest(buckets - 1)
}

// Cumulative calls visit with each power of two of microseconds that has more durations at or below it than the one
// before, and with their number.
func (h *Histogram) Cumulative(visit func(limitMicros, count int64)) {
	var seen, shown int64
	limit := int64(1)
	for i := range h.counts {
		for highest(i) > time.Duration(limit)*time.Microsecond && limit < 1<<24 {
			if seen > shown {
				visit(limit, seen)
				shown = seen
			}
			limit <<= 1
		}
		seen += h.counts[i].Load()
	}
	if seen > shown {
		visit(limit, seen)
	}
}
