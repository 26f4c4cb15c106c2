package redistest

import "time"

// pollEvery keeps a poll from starving what it waits for on a small machine.
const pollEvery = 2 * time.Millisecond

// Until calls done until it reports true, and gives up when the time is over.
// It reports whether done came true. Tests wait with it instead of sleeping:
// they go on as soon as they can, and a slow machine only makes them slower.
func Until(limit time.Duration, done func() bool) bool {
	deadline := time.Now().Add(limit)
	tick := time.NewTicker(pollEvery)
	defer tick.Stop()
	for !done() {
		if time.Now().After(deadline) {
			return false
		}
		<-tick.C
	}
	return true
}
