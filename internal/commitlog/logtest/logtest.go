// Package logtest holds the contract of commitlog.Log as tests, so that every
// implementation proves the same.
package logtest

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"math/rand/v2"
	"sync"
	"testing"
	"time"

	"github.com/holdfast-db/holdfast/internal/commitlog"
)

// deadline ends a wait that should not take long at all.
const deadline = 30 * time.Second

// Place is where one log lives. Opening it again after a Close gives the same
// log.
type Place interface {
	Open(t *testing.T, policy commitlog.Policy) commitlog.Log
}

// Subject is the implementation under test.
type Subject struct {
	// NewPlace returns a new, empty place.
	NewPlace func(t *testing.T) Place
	// Forgets is set if the log keeps no records.
	Forgets bool
}

// Run runs the contract suite.
func Run(t *testing.T, s Subject) {
	for _, policy := range []commitlog.Policy{commitlog.PolicyEverySec, commitlog.PolicyAlways, commitlog.PolicyNo} {
		t.Run(policy.String(), func(t *testing.T) {
			t.Run("numbers", func(t *testing.T) { testNumbers(t, s, policy) })
			t.Run("refusals", func(t *testing.T) { testRefusals(t, s, policy) })
			t.Run("wait", func(t *testing.T) { testWait(t, s, policy) })
			t.Run("sync", func(t *testing.T) { testSync(t, s, policy) })
			t.Run("concurrent", func(t *testing.T) { testConcurrent(t, s, policy) })
			if !s.Forgets {
				t.Run("replay", func(t *testing.T) { testReplay(t, s, policy) })
				t.Run("release", func(t *testing.T) { testRelease(t, s, policy) })
				t.Run("acked", func(t *testing.T) { testAcked(t, s, policy) })
			}
		})
	}
	t.Run("policy", func(t *testing.T) { testPolicy(t, s) })
}

func testNumbers(t *testing.T, s Subject, policy commitlog.Policy) {
	l := open(t, s, policy)
	if got := [3]commitlog.LSN{l.Appended(), l.Acked(), l.Durable()}; got != [3]commitlog.LSN{} {
		t.Fatalf("a new log is at %v", got)
	}
	for want := commitlog.LSN(1); want <= 100; want++ {
		if got := l.Append(0, 0, nil); got != want || l.Appended() != want {
			t.Fatalf("record %d got LSN %d, Appended %d", want, got, l.Appended())
		}
	}
}

func testRefusals(t *testing.T, s Subject, policy commitlog.Policy) {
	l := open(t, s, policy)
	if err := l.Reserve(1 << 20); err != nil {
		t.Errorf("Reserve: %v", err)
	}
	if err := l.Reserve(commitlog.MaxPayload + 1); !errors.Is(err, commitlog.ErrTooLarge) {
		t.Errorf("Reserve of too much: %v", err)
	}
	defer func() {
		if recover() == nil {
			t.Error("Append took flags that are not the caller's")
		}
	}()
	l.Append(0, commitlog.FlagsMask+1, nil)
}

func testWait(t *testing.T, s Subject, policy commitlog.Policy) {
	l := open(t, s, policy)
	for range 20 {
		lsn := l.Append(0, 0, []byte("x"))
		if err := l.Wait(withDeadline(t), lsn); err != nil {
			t.Fatal(err)
		}
		if l.Acked() < lsn {
			t.Fatalf("waited for %d, Acked is %d", lsn, l.Acked())
		}
	}
	ctx, cancel := context.WithCancel(context.Background())
	cancel()
	if err := l.Wait(ctx, l.Appended()+1); !errors.Is(err, context.Canceled) {
		t.Fatalf("Wait for a record that is not there: %v", err)
	}
}

func testSync(t *testing.T, s Subject, policy commitlog.Policy) {
	l := open(t, s, policy)
	for range 3 {
		lsn := l.Append(0, 0, []byte("x"))
		if err := l.Sync(withDeadline(t)); err != nil {
			t.Fatal(err)
		}
		if l.Durable() < lsn || l.Acked() < lsn {
			t.Fatalf("synced %d, Durable is %d, Acked %d", lsn, l.Durable(), l.Acked())
		}
	}
}

// testConcurrent has writers that wait, as sessions with a goroutine do, and a
// ticker beside them.
func testConcurrent(t *testing.T, s Subject, policy commitlog.Policy) {
	const writers, each = 8, 50
	place := s.NewPlace(t)
	l := place.Open(t, policy)
	var wg sync.WaitGroup
	var mu sync.Mutex
	got := map[commitlog.LSN]string{}
	for w := range writers {
		wg.Go(func() {
			for i := range each {
				payload := fmt.Sprintf("writer %d record %d", w, i)
				if err := l.Reserve(len(payload)); err != nil {
					t.Error(err)
				}
				lsn := l.Append(uint16(w), 0, []byte(payload))
				if err := l.Wait(withDeadline(t), lsn); err != nil {
					t.Error(err)
				}
				mu.Lock()
				got[lsn] = payload
				mu.Unlock()
			}
		})
	}
	wg.Go(func() {
		for i := range 50 {
			l.Tick(time.Unix(int64(i), 0))
			l.Stats()
		}
	})
	wg.Wait()
	if len(got) != writers*each || l.Appended() != writers*each {
		t.Fatalf("%d records, last %d", len(got), l.Appended())
	}
	closeLog(t, l)
	if s.Forgets {
		return
	}
	l = reopen(t, place, policy)
	replay(t, l, 0, func(r commitlog.Record) {
		if got[r.LSN] != string(r.Payload) {
			t.Fatalf("record %d is %q, was %q", r.LSN, r.Payload, got[r.LSN])
		}
		delete(got, r.LSN)
	})
	if len(got) != 0 {
		t.Fatalf("%d records are gone", len(got))
	}
}

func testReplay(t *testing.T, s Subject, policy commitlog.Policy) {
	place := s.NewPlace(t)
	rng := rand.New(rand.NewPCG(1, uint64(policy)))
	var all []commitlog.Record
	for range 4 {
		l := place.Open(t, policy)
		if got := l.Appended(); got != commitlog.LSN(len(all)) {
			t.Fatalf("reopened at %d, want %d", got, len(all))
		}
		for _, from := range []commitlog.LSN{0, 1, commitlog.LSN(len(all)/2 + 1), commitlog.LSN(len(all) + 1)} {
			wantRecords(t, l, from, all)
		}
		for range 100 {
			r := randomRecord(rng)
			r.LSN = l.Append(r.DB, r.Flags, r.Payload)
			all = append(all, r)
			if rng.IntN(10) == 0 {
				if err := l.Flush(); err != nil {
					t.Fatal(err)
				}
			}
		}
		closeLog(t, l)
	}
	l := reopen(t, place, policy)
	stop := errors.New("stop")
	if err := l.Replay(0, func(commitlog.Record) error { return stop }); !errors.Is(err, stop) {
		t.Fatalf("Replay returned %v, not the error of the function", err)
	}
}

func testRelease(t *testing.T, s Subject, policy commitlog.Policy) {
	place := s.NewPlace(t)
	l := place.Open(t, policy)
	var all []commitlog.Record
	for i := range 300 {
		r := commitlog.Record{Payload: bytes.Repeat([]byte{byte(i)}, 500)}
		r.LSN = l.Append(0, 0, r.Payload)
		all = append(all, r)
		if i%50 == 49 {
			if err := l.Sync(withDeadline(t)); err != nil {
				t.Fatal(err)
			}
			if err := l.ReleaseBefore(r.LSN - 20); err != nil {
				t.Fatal(err)
			}
		}
	}
	closeLog(t, l)
	l = reopen(t, place, policy)
	wantRecords(t, l, 280, all)
}

// testAcked drives the log as an event loop does: Flush, then see what is acked.
func testAcked(t *testing.T, s Subject, policy commitlog.Policy) {
	place := s.NewPlace(t)
	l := place.Open(t, policy)
	notified := make(chan struct{}, 1)
	l.Notify(func() {
		select {
		case notified <- struct{}{}:
		default:
		}
	})
	for range 50 {
		lsn := l.Append(0, 0, []byte("payload"))
		if err := l.Flush(); err != nil {
			t.Fatal(err)
		}
		if policy != commitlog.PolicyAlways && l.Acked() < lsn {
			t.Fatalf("flushed %d, Acked is %d", lsn, l.Acked())
		}
		for l.Acked() < lsn {
			select {
			case <-notified:
			case <-withDeadline(t).Done():
				t.Fatalf("no notice that %d is acked", lsn)
			}
		}
		if l.Acked() > l.Appended() || l.Durable() > l.Acked() {
			t.Fatalf("Appended %d, Acked %d, Durable %d", l.Appended(), l.Acked(), l.Durable())
		}
	}
	closeLog(t, l)
	if l.Durable() != l.Appended() {
		t.Fatalf("closed with Durable %d, Appended %d", l.Durable(), l.Appended())
	}
}

// testPolicy changes the policy while writers wait.
func testPolicy(t *testing.T, s Subject) {
	l := open(t, s, commitlog.PolicyAlways)
	var wg sync.WaitGroup
	for range 4 {
		wg.Go(func() {
			for range 100 {
				if err := l.Wait(withDeadline(t), l.Append(0, 0, []byte("x"))); err != nil {
					t.Error(err)
				}
			}
		})
	}
	wg.Go(func() {
		for i := range 100 {
			p := commitlog.Policy(i % 3)
			l.SetPolicy(p)
			if l.Policy() != p {
				t.Errorf("policy is %v, set %v", l.Policy(), p)
			}
		}
	})
	wg.Wait()
}

func open(t *testing.T, s Subject, policy commitlog.Policy) commitlog.Log {
	t.Helper()
	return reopen(t, s.NewPlace(t), policy)
}

// reopen opens a log that is closed when the test ends.
func reopen(t *testing.T, place Place, policy commitlog.Policy) commitlog.Log {
	t.Helper()
	l := place.Open(t, policy)
	t.Cleanup(func() { closeLog(t, l) })
	return l
}

func closeLog(t *testing.T, l commitlog.Log) {
	t.Helper()
	if err := l.Close(); err != nil {
		t.Errorf("close: %v", err)
	}
}

func withDeadline(t *testing.T) context.Context {
	ctx, cancel := context.WithTimeout(context.Background(), deadline)
	t.Cleanup(cancel)
	return ctx
}

func replay(t *testing.T, l commitlog.Log, from commitlog.LSN, fn func(commitlog.Record)) {
	t.Helper()
	err := l.Replay(from, func(r commitlog.Record) error {
		fn(r)
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
}

// wantRecords checks that replay gives all records from an LSN on.
func wantRecords(t *testing.T, l commitlog.Log, from commitlog.LSN, all []commitlog.Record) {
	t.Helper()
	next := max(from, 1)
	replay(t, l, from, func(r commitlog.Record) {
		if r.LSN != next {
			t.Fatalf("record %d came, want %d", r.LSN, next)
		}
		want := all[r.LSN-1]
		if r.DB != want.DB || r.Flags != want.Flags || !bytes.Equal(r.Payload, want.Payload) {
			t.Fatalf("record %d came back changed", r.LSN)
		}
		next++
	})
	if next != commitlog.LSN(len(all)+1) {
		t.Fatalf("replay from %d ended before %d, want %d", from, next, len(all)+1)
	}
}

func randomRecord(rng *rand.Rand) commitlog.Record {
	payload := make([]byte, rng.IntN(200))
	if rng.IntN(50) == 0 {
		payload = make([]byte, rng.IntN(100_000))
	}
	for i := range payload {
		payload[i] = byte(rng.Uint32())
	}
	return commitlog.Record{
		DB:      uint16(rng.Uint32()),
		Flags:   uint16(rng.Uint32()) & commitlog.FlagsMask,
		Payload: payload,
	}
}
