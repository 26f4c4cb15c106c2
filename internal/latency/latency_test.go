package latency

import (
	"math/rand/v2"
	"slices"
	"testing"
	"time"
)

// TestBuckets: every duration lies in a bucket that ends at most an eighth above it, and the one before it ends below.
func TestBuckets(t *testing.T) {
	for i := 1; i < buckets; i++ {
		if bucketOf(highest(i)) != i || bucketOf(highest(i-1)+1) != i {
			t.Fatalf("bucket %d does not hold what lies between %d and %d", i, highest(i-1), highest(i))
		}
		if width := highest(i) - highest(i-1); width > max(1, highest(i)/8) {
			t.Fatalf("bucket %d is %d wide", i, width)
		}
	}
	if bucketOf(-1) != 0 || bucketOf(time.Hour) != buckets-1 {
		t.Error("durations out of range are not in the outermost buckets")
	}
}

func TestPercentile(t *testing.T) {
	var h Histogram
	if h.Percentile(50) != 0 {
		t.Error("an empty histogram has a median")
	}
	var all []time.Duration
	rng := rand.New(rand.NewPCG(1, 1))
	for range 10_000 {
		d := time.Duration(rng.ExpFloat64() * float64(time.Millisecond))
		all = append(all, d)
		h.Add(d, 1)
	}
	slices.Sort(all)
	for _, p := range []float64{0, 50, 99, 99.9, 100} {
		want := all[max(0, int(p/100*float64(len(all)))-1)]
		if got := h.Percentile(p); got < want || got > want+want/7+1 {
			t.Errorf("p%v = %v, want about %v", p, got, want)
		}
	}
	h.Reset()
	if h.Count() != 0 {
		t.Error("Reset has left something")
	}
}

func TestCumulative(t *testing.T) {
	var h Histogram
	h.Add(900*time.Nanosecond, 2)
	h.Add(3*time.Microsecond, 3)
	h.Add(time.Hour, 1)
	if got := h.AtMost(4 * time.Microsecond); got != 5 {
		t.Errorf("%d durations of at most 4 us, want 5", got)
	}
	var got []int64
	h.Cumulative(func(limit, count int64) { got = append(got, limit, count) })
	if want := []int64{1, 2, 4, 5, 1 << 24, 6}; !slices.Equal(got, want) {
		t.Errorf("got %d, want %d", got, want)
	}
}

func TestMonitor(t *testing.T) {
	var m Monitor
	m.Observe(Command, 1000, time.Hour)
	if len(m.Histories()) != 0 {
		t.Error("a monitor without a threshold remembers")
	}
	m.SetThreshold(10)
	m.Observe(Command, 1000, 9*time.Millisecond)
	m.Observe(Command, 1000, 30*time.Millisecond)
	m.Observe(Command, 1999, 20*time.Millisecond) // the same second
	m.Observe(Command, 2000, 10*time.Millisecond)
	m.Observe(ExpireCycle, 2000, 11*time.Millisecond)
	h, found := m.History("COMMAND")
	if want := []Spike{{1, 30}, {2, 10}}; !found || !slices.Equal(h.Spikes, want) || h.MaxMillis != 30 {
		t.Errorf("got %v, want %v and a maximum of 30", h, want)
	}
	for i := range int64(maxSpikes) {
		m.Observe(Command, 3000+1000*i, 10*time.Millisecond)
	}
	if h, _ := m.History("command"); len(h.Spikes) != maxSpikes || h.Spikes[0].UnixSeconds != 3 || h.MaxMillis != 30 {
		t.Errorf("%d spikes from %d on, maximum %d", len(h.Spikes), h.Spikes[0].UnixSeconds, h.MaxMillis)
	}
	if n := m.Reset("nosuch", "Command"); n != 1 || len(m.Histories()) != 1 {
		t.Errorf("reset %d events, %d are left", n, len(m.Histories()))
	}
	if n := m.Reset(); n != 1 {
		t.Errorf("reset %d of all events", n)
	}
}
