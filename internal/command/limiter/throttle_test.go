package limiter_test

import (
	"context"
	"math/rand/v2"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"github.com/cockroachdb/pebble/v2/vfs"

	"github.com/holdfast-db/holdfast/internal/base/clock"
	"github.com/holdfast-db/holdfast/internal/config"
	"github.com/holdfast-db/holdfast/internal/instance"
)

// TestThrottleIsExact has many clients ask at once: as many as the limit says get through, neither more nor fewer.
func TestThrottleIsExact(t *testing.T) {
	const clients, asks, limit, rounds = 8, 50, 100, 3
	now := clock.NewManual(time.Unix(1_700_000_000, 0))
	in := open(t, now)
	for round := range rounds {
		var allowed atomic.Int64
		var all sync.WaitGroup
		for range clients {
			all.Go(func() {
				for range asks {
					if isAllowed(t, in, "CL.THROTTLE", "k", "99", "10", "1") {
						allowed.Add(1)
					}
				}
			})
		}
		all.Wait()
		want := int64(limit)
		if round > 0 {
			want = 25 // those that came back in two seconds and a half
		}
		if got := allowed.Load(); got != want {
			t.Errorf("round %d let %d through, want %d", round, got, want)
		}
		now.Advance(2500 * time.Millisecond)
	}
}

// TestThrottleAgainstBucket compares with a bucket that leaks, which is the same thing from another side.
func TestThrottleAgainstBucket(t *testing.T) {
	const size, perSecond = 5, 4
	now := clock.NewManual(time.Unix(1_700_000_000, 0))
	in := open(t, now)
	rng := rand.New(rand.NewPCG(1, 1))
	level := 0.0
	for i := range 2000 {
		waited := time.Duration(rng.IntN(8)) * 125 * time.Millisecond
		now.Advance(waited)
		level = max(0, level-waited.Seconds()*perSecond)
		quantity := 1 + rng.IntN(3)
		fits := level+float64(quantity) <= size
		if fits {
			level += float64(quantity)
		}
		if got := isAllowed(t, in, "CL.THROTTLE", "k", "4", "4", "1", string(rune('0'+quantity))); got != fits {
			t.Fatalf("request %d for %d: allowed is %v, and should be %v", i, quantity, got, fits)
		}
	}
}

func open(t *testing.T, c clock.Clock) *instance.Instance {
	t.Helper()
	cfg, fs := config.New(), vfs.NewMem()
	if err := cfg.Load(fs, nil, []string{"--dir", "data", "--log-segment-bytes", "1mb"}); err != nil {
		t.Fatal(err)
	}
	in, err := instance.Open(cfg, instance.Environment{FS: fs, Clock: c, ManualCron: true})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := in.Close(context.Background()); err != nil {
			t.Error(err)
		}
	})
	return in
}

func isAllowed(t *testing.T, in *instance.Instance, args ...string) (allowed bool) {
	err := in.Do(context.Background(), args, func(reply []byte) error {
		if !strings.HasPrefix(string(reply), "*5\r\n") {
			t.Errorf("%q: %q", args, reply)
		}
		allowed = strings.HasPrefix(string(reply), "*5\r\n:0\r\n")
		return nil
	})
	if err != nil {
		t.Error(err)
	}
	return allowed
}
