package limiter

import (
	"math"
	"math/bits"
)

const (
	nanosInSecond = 1_000_000_000
	nanosInMilli  = 1_000_000
)

// rate is what a request is measured by, in nanoseconds.
type rate struct {
	interval  int64 // between requests that come evenly
	tolerance int64 // how much may be owed
	cost      int64 // of this request
}

// newRate returns the rate of count requests in a period, of which limit may come at once. ok is false where the
// numbers are too large to reckon with.
func newRate(limit, count, periodSeconds, quantity int64) (r rate, ok bool) {
	period, ok := times(periodSeconds, nanosInSecond)
	if !ok {
		return r, false
	}
	r.interval = period / count
	if r.tolerance, ok = times(r.interval, limit); !ok {
		return r, false
	}
	r.cost, ok = times(r.interval, quantity)
	return r, ok
}

// times multiplies two numbers that are not negative. A quarter of the range is left for sums with the present time.
func times(a, b int64) (int64, bool) {
	high, low := bits.Mul64(uint64(a), uint64(b))
	return int64(low), high == 0 && low <= math.MaxInt64/4
}

// verdict is what becomes of a request, in nanoseconds.
type verdict struct {
	isLimited  bool
	dueAt      int64 // when nothing is owed any more
	remaining  int64
	retryAfter int64 // -1 if it need not, or cannot, be tried again
	resetAfter int64
}

// ask measures a request at a time. dueAt is that of the last request that was let through, if it is still to come.
func (r rate) ask(now, dueAt int64) verdict {
	dueAt = max(dueAt, now)
	v := verdict{dueAt: dueAt + r.cost, retryAfter: -1}
	if early := v.dueAt - r.tolerance - now; early > 0 {
		v.isLimited, v.dueAt = true, dueAt
		if r.cost <= r.tolerance {
			v.retryAfter = early
		}
	}
	v.resetAfter = v.dueAt - now
	v.remaining = max(0, (r.tolerance-v.resetAfter)/r.interval)
	return v
}

// inSeconds rounds up what is at least a millisecond, lest a client should come back too early. -1 stays.
func inSeconds(nanos int64) int64 {
	if nanos < 0 {
		return nanos
	}
	seconds := nanos / nanosInSecond
	if nanos%nanosInSecond >= nanosInMilli {
		seconds++
	}
	return seconds
}
