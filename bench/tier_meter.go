package main

import (
	"fmt"
	"maps"
	"slices"
	"sync"
	"time"
)

// tierMeter gathers latencies by the kind of request, and memory.
type tierMeter struct {
	p     *process
	limit int64

	mu      sync.Mutex // guards what follows
	started time.Time
	last    time.Time
	second  map[string][]uint32 // microseconds
	all     map[string][]uint32
	ops     int
	allOps  int
	peakRSS int64
}

func (m *tierMeter) begin() {
	m.mu.Lock()
	defer m.mu.Unlock()
	m.started, m.last = time.Now(), time.Now()
	m.second, m.all = map[string][]uint32{}, map[string][]uint32{}
	m.ops, m.allOps, m.peakRSS = 0, 0, 0
}

// exchange sends what a client has gathered, and measures until all replies are there.
func (m *tierMeter) exchange(c *tierConn, kind string) error {
	n, start := c.waiting, time.Now()
	if err := c.exchange(); err != nil {
		return err
	}
	took := uint32(time.Since(start).Microseconds())
	m.mu.Lock()
	m.second[kind] = append(m.second[kind], took)
	m.ops += n
	m.mu.Unlock()
	return nil
}

// line prints what has happened since the last line.
func (m *tierMeter) line() {
	rss, err := m.p.rssBytes()
	if err != nil {
		return
	}
	m.mu.Lock()
	defer m.mu.Unlock()
	now := time.Now()
	fmt.Printf("%4.0fs %8.0f/s  rss %5d MB %.2f", now.Sub(m.started).Seconds(), float64(m.ops)/now.Sub(m.last).Seconds(),
		rss>>20, float64(rss)/float64(m.limit))
	for _, kind := range slices.Sorted(maps.Keys(m.second)) {
		fmt.Printf("  %s %s", kind, quantiles(m.second[kind]))
		m.all[kind] = append(m.all[kind], m.second[kind]...)
		m.second[kind] = m.second[kind][:0]
	}
	fmt.Println()
	m.allOps += m.ops
	m.ops, m.last, m.peakRSS = 0, now, max(m.peakRSS, rss)
}

// summary prints what has happened since begin.
func (m *tierMeter) summary() {
	m.line()
	fmt.Printf("all   %8.0f/s  peak rss %.2f of the limit", float64(m.allOps)/time.Since(m.started).Seconds(), float64(m.peakRSS)/float64(m.limit))
	for _, kind := range slices.Sorted(maps.Keys(m.all)) {
		fmt.Printf("  %s %s", kind, quantiles(m.all[kind]))
	}
	cpu, _ := m.p.cpuSeconds()
	fmt.Printf("  cpu so far %.1fs\n", cpu)
}

// quantiles formats p50/p99/p99.9/max in milliseconds. It sorts what it gets.
func quantiles(micros []uint32) string {
	if len(micros) == 0 {
		return "-"
	}
	slices.Sort(micros)
	at := func(q float64) float64 { return float64(micros[int(q*float64(len(micros)-1))]) / 1000 }
	return fmt.Sprintf("%.2f/%.2f/%.1f/%.0f ms", at(0.5), at(0.99), at(0.999), at(1))
}
