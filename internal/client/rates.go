package client

import (
	"sync"
	"time"
)

// rateSamples is over how many readings a rate is averaged: 1.6 seconds at ten a second.
const rateSamples = 16

// Rates is what happens in a second.
type Rates struct{ Commands, NetIn, NetOut float64 }

// rates keeps the latest readings of the counters.
type rates struct {
	mu   sync.Mutex // guards what follows
	ring [rateSamples]reading
	n    int // readings so far
}

type reading struct {
	at                      time.Duration
	commands, netIn, netOut int64
}

// Sample reads the counters, except for that of commands, which others keep. It is to be called several times a second.
func (s *Stats) Sample(mono time.Duration, commands int64) {
	r := reading{at: mono, commands: commands, netIn: s.NetIn.Load(), netOut: s.NetOut.Load()}
	s.rates.mu.Lock()
	defer s.rates.mu.Unlock()
	s.rates.ring[s.rates.n%rateSamples] = r
	s.rates.n++
}

// Rates is the average over the latest readings.
func (s *Stats) Rates() Rates {
	s.rates.mu.Lock()
	defer s.rates.mu.Unlock()
	n := s.rates.n
	if n < 2 {
		return Rates{}
	}
	newest := s.rates.ring[(n-1)%rateSamples]
	oldest := s.rates.ring[max(0, n-rateSamples)%rateSamples]
	seconds := (newest.at - oldest.at).Seconds()
	if seconds <= 0 {
		return Rates{}
	}
	perSecond := func(from, to int64) float64 { return max(0, float64(to-from)/seconds) }
	return Rates{
		Commands: perSecond(oldest.commands, newest.commands),
		NetIn:    perSecond(oldest.netIn, newest.netIn),
		NetOut:   perSecond(oldest.netOut, newest.netOut),
	}
}

func (r *rates) reset() {
	r.mu.Lock()
	defer r.mu.Unlock()
	r.n = 0
}
