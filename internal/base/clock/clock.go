// Package clock is the only way in which the project learns what time it is.
//
// It promises that whoever takes a Clock can be run in virtual time. It offers
// no timers and no sleeping: who waits does so with the runtime's timers, and
// asks the clock whether the time has come.
package clock

import "time"

// A Clock tells the time. Its methods are safe for concurrent use.
//
// The wall time may jump, back as well as forward, when somebody sets it. So
// durations and deadlines within the process are measured with Mono, and only
// moments that leave the process or outlive it, such as the expiry of a key,
// are wall time.
type Clock interface {
	// NowMillis returns the wall time in Unix milliseconds.
	NowMillis() int64
	// NowMicros returns the wall time in Unix microseconds.
	NowMicros() int64
	// Mono returns the time since some fixed moment; it never goes back.
	Mono() time.Duration
	// Read returns NowMillis and Mono for the price of one of them. It may
	// notice some milliseconds late that the wall clock was set.
	Read() (unixMillis int64, mono time.Duration)
}
