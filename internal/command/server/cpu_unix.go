//go:build unix

package server

import "golang.org/x/sys/unix"

// cpuSeconds is the time that the process has spent on a processor.
func cpuSeconds() (system, user float64) {
	var r unix.Rusage
	if err := unix.Getrusage(unix.RUSAGE_SELF, &r); err != nil {
		return 0, 0
	}
	return float64(r.Stime.Nano()) / 1e9, float64(r.Utime.Nano()) / 1e9
}
