package ordered_test

import (
	"fmt"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"github.com/holdfast-db/holdfast/internal/redistest"
)

// patience is how long a test waits for what should come at once.
const patience = 10 * time.Second

// Writers change all keys at once, over and over. Every scan, however slow, sees what one of them has left.
func TestScansSeeOneMoment(t *testing.T) {
	const keys = 60
	s := newTarget(t)
	write := func(round int) []string {
		args := []string{"MSET"}
		for i := range keys {
			args = append(args, fmt.Sprintf("key:%03d", i), fmt.Sprint(round))
		}
		return args
	}
	s.do(write(0)...)
	var stop atomic.Bool
	var all sync.WaitGroup
	all.Go(func() {
		for round := 1; !stop.Load(); round++ {
			s.do(write(round)...)
			if round%16 == 0 {
				if err := s.Engine().Unload(); err != nil {
					t.Log(err) // too much was changing
				}
			}
		}
	})
	defer all.Wait()
	defer stop.Store(true)
	c := s.dial()
	for range 20 {
		id := string(c.do("KSCAN", "OPEN", "PREFIX", "key:").Str)
		var seen []string
		for next := id; next == id; {
			reply := c.do("KSCAN", "NEXT", id, "COUNT", "7", "WITHVALUES")
			next = string(reply.Elems[0].Str)
			seen = append(seen, words(reply.Elems[1])...)
		}
		if len(seen) != 2*keys {
			t.Fatalf("%d keys and values, want %d", len(seen), 2*keys)
		}
		for i := 3; i < len(seen); i += 2 {
			if seen[i] != seen[1] {
				t.Fatalf("%s is of round %s, %s of round %s", seen[0], seen[1], seen[i-1], seen[i])
			}
		}
	}
}

// A range of up to 256 keys goes at one moment.
func TestSmallRangesGoTogether(t *testing.T) {
	const keys = 256
	s := newTarget(t)
	fill, exists := []string{"MSET"}, []string{"EXISTS"}
	for i := range keys {
		key := fmt.Sprintf("key:%03d", i)
		fill = append(fill, key, "v")
		exists = append(exists, key)
	}
	s.do(fill...)
	var stop atomic.Bool
	var all sync.WaitGroup
	all.Go(func() {
		c := s.dial()
		for !stop.Load() {
			if n := c.text(exists...); n != "(integer) 0" && n != fmt.Sprintf("(integer) %d", keys) {
				t.Errorf("half of the range is there: %s", n)
			}
		}
	})
	for range 20 {
		s.expect(fmt.Sprintf("(integer) %d", keys), "KDELRANGE", "[key:", "[key:z")
		s.do(fill...)
	}
	stop.Store(true)
	all.Wait()
}

// Whatever was in a range when its deletion began goes, however large it is and whoever writes beside it.
func TestLargeRangesGo(t *testing.T) {
	const keys = 2000
	s := newTarget(t)
	for i := range keys {
		s.do("SET", fmt.Sprintf("key:%04d", i), "v")
	}
	s.do("INCR", "other")
	var stop atomic.Bool
	var all sync.WaitGroup
	all.Go(func() {
		for i := 0; !stop.Load(); i++ {
			s.do("SET", fmt.Sprintf("key:%04d:new", i%keys), "v")
			s.do("INCR", "other")
		}
	})
	got := s.do("KDELRANGE", "[key:", "(key;")
	stop.Store(true)
	all.Wait()
	var deleted int
	if _, err := fmt.Sscanf(got, "(integer) %d", &deleted); err != nil || deleted < keys {
		t.Errorf("KDELRANGE: %s", got)
	}
	for _, key := range words(s.dial().do("KRANGE", "[key:", "(key;")) {
		if !strings.HasSuffix(key, ":new") {
			t.Errorf("%s is still there", key)
		}
	}
	if s.do("GET", "other") == "(nil)" {
		t.Error("a key beside the range is gone")
	}
}

// Clients that hang up in the middle of anything leave no view behind; the end of the test would show it.
func TestClientsThatLeave(t *testing.T) {
	s := newTarget(t)
	for i := range 600 {
		s.do("SET", fmt.Sprintf("key:%04d", i), "v")
	}
	for _, args := range [][]string{
		{"KRANGE", "-", "+"}, {"KCOUNT", "-", "+"}, {"KSCAN", "OPEN", "PREFIX", ""}, {"SCAN", "0", "MATCH", "key:*"},
		{"KDELRANGE", "-", "+"},
	} {
		for round := range 20 {
			c := s.dial()
			s.do("INCR", "n") // so that it takes a new view
			if round%2 == 0 {
				c.do(args...)
			} else if err := c.Send(args...); err != nil {
				t.Fatal(err)
			}
			if err := c.Close(); err != nil {
				t.Fatal(err)
			}
		}
	}
	if !redistest.Until(patience, func() bool { return s.Engine().Pins() == 0 }) {
		t.Errorf("%d views are kept", s.Engine().Pins())
	}
}

// A view that is abandoned before it is there is nobody's.
func TestAbandonedView(t *testing.T) {
	s := newTarget(t)
	for range 20 {
		s.do("INCR", "n")
		done := make(chan struct{})
		f := s.Engine().FetchView(func() { close(done) })
		f.Abandon()
		<-done
		if view, err := f.Take(); view != nil || err != nil {
			t.Fatalf("got a view, %v", err)
		}
	}
}
