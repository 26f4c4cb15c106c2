package clock

import (
	"sync"
	"testing"
	"time"
)

func TestSystemFollowsTheMachine(t *testing.T) {
	s := NewSystem()
	before := time.Now()
	millis, micros := s.NowMillis(), s.NowMicros()
	after := time.Now()
	if millis < before.UnixMilli() || millis > after.UnixMilli() {
		t.Errorf("NowMillis = %d, want between %d and %d", millis, before.UnixMilli(), after.UnixMilli())
	}
	if micros < before.UnixMicro() || micros > after.UnixMicro() {
		t.Errorf("NowMicros = %d, want between %d and %d", micros, before.UnixMicro(), after.UnixMicro())
	}
	last := s.Mono()
	for range 1000 {
		now := s.Mono()
		if now < last {
			t.Fatalf("Mono went from %v back to %v", last, now)
		}
		last = now
	}
	if elapsed := time.Since(s.start); last > elapsed {
		t.Errorf("Mono = %v, but only %v have passed", last, elapsed)
	}
}

// TestReadAgrees: whatever Read carries on, it stays with the clocks that it stands for.
func TestReadAgrees(t *testing.T) {
	s := NewSystem()
	for end := s.Mono() + 3*wallAge; s.Mono() < end; {
		earliest, from := s.NowMillis(), s.Mono()
		millis, mono := s.Read()
		latest, to := s.NowMillis(), s.Mono()
		if millis < earliest-1 || millis > latest+1 {
			t.Fatalf("Read = %d ms, want between %d and %d", millis, earliest, latest)
		}
		if mono < from || mono > to {
			t.Fatalf("Read = %v, want between %v and %v", mono, from, to)
		}
	}
}

func TestManual(t *testing.T) {
	start := time.UnixMicro(1_700_000_000_000_999)
	m := NewManual(start)
	check := func(what string, millis, micros int64, mono time.Duration) {
		t.Helper()
		if gotMillis, gotMono := m.Read(); gotMillis != millis || gotMono != mono {
			t.Errorf("%s: read %d ms, mono %v; want %d, %v", what, gotMillis, gotMono, millis, mono)
		}
		if m.NowMillis() != millis || m.NowMicros() != micros || m.Mono() != mono {
			t.Errorf("%s: %d ms, %d us, mono %v; want %d, %d, %v",
				what, m.NowMillis(), m.NowMicros(), m.Mono(), millis, micros, mono)
		}
	}
	check("start", 1_700_000_000_000, 1_700_000_000_000_999, 0)
	m.Advance(time.Microsecond)
	check("a microsecond later", 1_700_000_000_001, 1_700_000_000_001_000, time.Microsecond)
	m.Set(time.UnixMilli(42))
	check("set back", 42, 42_000, time.Microsecond)
	m.Advance(time.Second)
	check("a second later", 1042, 1_042_000, time.Second+time.Microsecond)
	before := time.Unix(0, -1)
	m.Set(before)
	check("before the epoch", before.UnixMilli(), before.UnixMicro(), time.Second+time.Microsecond)
}

func TestManualRefusesToGoBack(t *testing.T) {
	defer func() {
		if recover() == nil {
			t.Error("Advance(-1) did not panic")
		}
	}()
	new(Manual).Advance(-1)
}

func TestManualConcurrently(t *testing.T) {
	var m Manual
	var all sync.WaitGroup
	for range 4 {
		all.Go(func() {
			last := m.Mono()
			for range 1000 {
				m.Advance(time.Millisecond)
				now := m.Mono()
				if now < last+time.Millisecond {
					t.Errorf("Mono went from %v to %v over an Advance of 1ms", last, now)
				}
				last = now
			}
		})
	}
	all.Wait()
	if m.Mono() != 4*time.Second || m.NowMillis() != 4000 {
		t.Errorf("after 4 x 1000 x 1ms: mono %v, wall %d ms", m.Mono(), m.NowMillis())
	}
}

func TestSystemDoesNotAllocate(t *testing.T) {
	var c Clock = NewSystem()
	n := testing.AllocsPerRun(100, func() {
		_ = c.NowMillis()
		_ = c.NowMicros()
		_ = c.Mono()
	})
	if n != 0 {
		t.Errorf("%v allocations", n)
	}
}

func BenchmarkSystemNowMillis(b *testing.B) {
	var c Clock = NewSystem()
	for b.Loop() {
		c.NowMillis()
	}
}

func BenchmarkSystemMono(b *testing.B) {
	var c Clock = NewSystem()
	for b.Loop() {
		c.Mono()
	}
}
