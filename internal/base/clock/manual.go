package clock

import (
	"sync/atomic"
	"time"
)

// Manual is a clock that stands still until it is told otherwise. Its zero
// value stands at the Unix epoch.
type Manual struct {
	wallNanos atomic.Int64
	monoNanos atomic.Int64
}

var _ Clock = (*Manual)(nil)

// NewManual returns a clock whose wall time is now, and stays so.
func NewManual(now time.Time) *Manual {
	m := &Manual{}
	m.Set(now)
	return m
}

// Advance lets the time d pass.
func (m *Manual) Advance(d time.Duration) {
	if d < 0 {
		panic("clock: time does not pass backwards; to set the wall clock back, use Set")
	}
	m.wallNanos.Add(int64(d))
	m.monoNanos.Add(int64(d))
}

// Set sets the wall time, as an administrator would: no time passes by it, so
// Mono stays where it is.
func (m *Manual) Set(now time.Time) { m.wallNanos.Store(now.UnixNano()) }

// NowMillis implements Clock.
func (m *Manual) NowMillis() int64 { return floorDiv(m.wallNanos.Load(), int64(time.Millisecond)) }

// NowMicros implements Clock.
func (m *Manual) NowMicros() int64 { return floorDiv(m.wallNanos.Load(), int64(time.Microsecond)) }

// Mono implements Clock.
func (m *Manual) Mono() time.Duration { return time.Duration(m.monoNanos.Load()) }

// Read implements Clock.
func (m *Manual) Read() (unixMillis int64, mono time.Duration) { return m.NowMillis(), m.Mono() }

// floorDiv rounds down before the epoch too, as time.Time does.
func floorDiv(nanos, unit int64) int64 {
	q := nanos / unit
	if nanos%unit < 0 {
		q--
	}
	return q
}
