package client_test

import (
	"fmt"
	"strings"
	"sync"
	"testing"

	"github.com/holdfast-db/holdfast/internal/client"
	"github.com/holdfast-db/holdfast/internal/commitlog"
	"github.com/holdfast-db/holdfast/internal/config"
	"github.com/holdfast-db/holdfast/internal/resp"
)

const everything = 1 << 30

// fakeWaker counts what a connection is asked for.
type fakeWaker struct {
	mu           sync.Mutex // guards the fields below
	wakes, kills int
}

func (w *fakeWaker) Wake() {
	w.mu.Lock()
	defer w.mu.Unlock()
	w.wakes++
}

func (w *fakeWaker) Kill() {
	w.mu.Lock()
	defer w.mu.Unlock()
	w.kills++
}

func newClient(t *testing.T, r *client.Registry, settings ...string) (*client.Client, *fakeWaker) {
	t.Helper()
	cfg := config.New()
	for i := 0; i < len(settings); i += 2 {
		if err := cfg.Set(config.Pair{Name: settings[i], Value: settings[i+1]}); err != nil {
			t.Fatal(err)
		}
	}
	w := &fakeWaker{}
	c := client.New("tcp", "127.0.0.1:1", "127.0.0.1:2", 0, w)
	c.Govern(&cfg.ClientOutputBuffers, &r.Stats)
	r.Add(c, 1000)
	return c, w
}

func TestPushesInOrder(t *testing.T) {
	c, w := newClient(t, client.NewRegistry())
	for i := range 5 {
		c.Push(fmt.Appendf(nil, ">%d", i), commitlog.LSN(10-i))
	}
	if w.wakes != 1 {
		t.Errorf("five messages woke the connection %d times, not once", w.wakes)
	}
	var out resp.Writer
	out.SetProto(3)
	if lsn := c.TakePushes(&out, 3); lsn != 10 || string(out.Bytes()) != ">0>1" {
		t.Errorf("the first messages are %q and wait for %d", out.Bytes(), lsn)
	}
	out.SetProto(2)
	if c.TakePushes(&out, everything); string(out.Bytes()) != ">0>1*2*3*4" {
		t.Errorf("all messages are %q", out.Bytes())
	}
	if c.HasPushes() || c.OutputBytes() != 0 {
		t.Errorf("%d bytes are left", c.OutputBytes())
	}
}

// TestPushesOfMany has several goroutines send while one takes: each one's messages come in its order, none is lost.
func TestPushesOfMany(t *testing.T) {
	const senders, each = 4, 500
	c, _ := newClient(t, client.NewRegistry())
	var wg sync.WaitGroup
	for s := range senders {
		wg.Go(func() {
			for i := range each {
				c.Push(fmt.Appendf(nil, "+%d %d\n", s, i), 0)
			}
		})
	}
	var out resp.Writer
	for strings.Count(string(out.Bytes()), "\n") < senders*each {
		c.TakePushes(&out, everything)
	}
	wg.Wait()
	var next [senders]int
	for line := range strings.Lines(string(out.Bytes())) {
		var s, i int
		if _, err := fmt.Sscanf(line, "+%d %d", &s, &i); err != nil || i != next[s] {
			t.Fatalf("%q comes when %d is due (%v)", line, next[s], err)
		}
		next[s]++
	}
}

func TestHardLimitDropsTheSlow(t *testing.T) {
	r := client.NewRegistry()
	c, w := newClient(t, r, "client-output-buffer-limit", "normal 1kb 0 0 pubsub 4kb 0 0")
	message := []byte(">" + strings.Repeat("x", 999))
	c.Push(message, 0)
	if w.kills != 0 {
		t.Fatal("dropped below the limit")
	}
	c.Subscribe(client.Channel, "news") // of a class that may hold more
	c.Push(message, 0)
	c.Push(message, 0)
	if w.kills != 0 {
		t.Fatal("dropped below the limit of its class")
	}
	for range 5 {
		c.Push(message, 0)
	}
	if w.kills != 1 || r.Stats.OutputBufferKills.Load() != 1 || c.OutputBytes() != 0 {
		t.Errorf("killed %d times, counted %d times, and %d bytes are left",
			w.kills, r.Stats.OutputBufferKills.Load(), c.OutputBytes())
	}
}

func TestSoftLimitDropsTheSlowInTime(t *testing.T) {
	r := client.NewRegistry()
	c, w := newClient(t, r, "client-output-buffer-limit", "normal 0 100 2")
	fast, fastWaker := newClient(t, r, "client-output-buffer-limit", "normal 0 100 2")
	for _, step := range []struct{ nowMillis, kills int }{{1000, 0}, {2999, 0}, {3000, 1}, {9000, 1}} {
		if step.nowMillis == 1000 {
			c.Push(make([]byte, 200), 0)
			fast.Push(make([]byte, 200), 0)
		}
		r.DropSlow(int64(step.nowMillis))
		if w.kills != step.kills {
			t.Errorf("killed %d times at %d", w.kills, step.nowMillis)
		}
		var out resp.Writer
		fast.TakePushes(&out, everything)
	}
	if fastWaker.kills != 0 {
		t.Error("one who reads was dropped")
	}
}

func TestEvictTheLargest(t *testing.T) {
	r := client.NewRegistry()
	sizes := []int{50_000, 200_000, 10_000, 100_000, 300_000}
	var wakers []*fakeWaker
	for i, size := range sizes {
		c, w := newClient(t, r)
		c.Push(make([]byte, size), 0)
		c.SetFlag(client.FlagNoEvict, i == 4)
		wakers = append(wakers, w)
	}
	r.Evict(400_000)
	for i, w := range wakers {
		if w.kills != 0 {
			t.Errorf("one of %d bytes was evicted below the limit", sizes[i])
		}
	}
	r.Evict(150_000)
	for i, want := range []int{0, 1, 0, 1, 0} {
		if wakers[i].kills != want {
			t.Errorf("one of %d bytes was evicted %d times, not %d", sizes[i], wakers[i].kills, want)
		}
	}
	if n := r.Stats.Evictions.Load(); n != 2 {
		t.Errorf("%d evictions were counted", n)
	}
}

func TestNothingComesAfterClose(t *testing.T) {
	c, w := newClient(t, client.NewRegistry())
	c.Push([]byte("+a"), 0)
	c.Close()
	c.Push([]byte("+b"), 0)
	if c.HasPushes() || w.wakes != 1 {
		t.Errorf("a closed client has messages, and was woken %d times", w.wakes)
	}
}
