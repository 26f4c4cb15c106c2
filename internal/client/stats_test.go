package client

import (
	"fmt"
	"testing"
	"time"
)

// TestErrorCodesAreBounded: scripts may invent codes without end.
func TestErrorCodesAreBounded(t *testing.T) {
	var s Stats
	s.CountError([]byte("-ERR\r\n"))
	for i := range 1000 {
		s.CountError(fmt.Appendf(nil, "-CODE%d of a script\r\n", i))
	}
	s.CountError([]byte("-ERR again\r\n"))
	got := s.ErrorCounts()
	if len(got) != maxErrorCodes+1 || got["ERR"] != 2 || got["CODE0"] != 1 || got[otherErrors] != 1000-maxErrorCodes+1 {
		t.Errorf("%d codes, ERR %d, %s %d", len(got), got["ERR"], otherErrors, got[otherErrors])
	}
	s.Reset()
	if len(s.ErrorCounts()) != 0 || s.Errors.Load() != 0 {
		t.Error("Reset has left something")
	}
}

func TestRates(t *testing.T) {
	var s Stats
	if s.Rates() != (Rates{}) {
		t.Error("there is a rate without a reading")
	}
	const tick = 100 * time.Millisecond
	for i := range 20 {
		s.NetIn.Store(int64(i * 1024))
		s.Sample(time.Duration(i)*tick, int64(i*10))
	}
	if got, want := s.Rates(), (Rates{Commands: 100, NetIn: 10240}); got != want {
		t.Errorf("got %v, want %v", got, want)
	}
	for i := range rateSamples {
		s.Sample(time.Duration(20+i)*tick, 190)
	}
	if got := s.Rates(); got != (Rates{}) {
		t.Errorf("nothing happens, but the rate is %v", got)
	}
}
