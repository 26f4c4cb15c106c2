package zsets_test

import (
	"context"
	"math/rand/v2"
	"slices"
	"strconv"
	"sync"
	"sync/atomic"
	"testing"

	"github.com/cockroachdb/pebble/v2/vfs"

	"github.com/holdfast-db/holdfast/internal/config"
	"github.com/holdfast-db/holdfast/internal/instance"
	"github.com/holdfast-db/holdfast/internal/redistest"
	"github.com/holdfast-db/holdfast/internal/resp"
)

// serve starts an instance that clients reach over TCP by the given transport.
func serve(t *testing.T, transport string) *instance.Instance {
	t.Helper()
	fs, cfg := vfs.NewMem(), config.New()
	settings := []string{
		"--dir", "data", "--shards", "8", "--bind", "127.0.0.1", "--port", "0", "--transport", transport, "--io-loops", "2",
	}
	if err := cfg.Load(fs, nil, settings); err != nil {
		t.Fatal(err)
	}
	in, err := instance.Open(cfg, instance.Environment{FS: fs})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := in.Close(context.Background()); err != nil {
			t.Error(err)
		}
	})
	if err := in.Listen(); err != nil {
		t.Fatal(err)
	}
	return in
}

func dial(t *testing.T, in *instance.Instance) *redistest.Client {
	t.Helper()
	c, err := redistest.Dial(in.Server().Addrs()[0].String())
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = c.Close() })
	return c
}

// TestNothingIsLostOrServedTwice lets clients add members, wait for them and give up at the same time. In the end
// every member was served to exactly one client or is still there.
func TestNothingIsLostOrServedTwice(t *testing.T) {
	const producers, consumers, each = 3, 6, 200
	for _, transport := range []string{"auto", "goroutines"} {
		t.Run(transport, func(t *testing.T) {
			in := serve(t, transport)
			var adding, serving sync.WaitGroup
			var isOver atomic.Bool
			served := make([][]string, consumers)
			for i := range consumers {
				c := dial(t, in)
				serving.Go(func() { served[i] = consume(t, c, uint64(i), &isOver) })
			}
			for i := range producers {
				c := dial(t, in)
				adding.Go(func() { produce(t, c, uint64(i), i*each, each) })
			}
			adding.Wait()
			isOver.Store(true)
			serving.Wait()

			all := slices.Concat(served...)
			c := dial(t, in)
			for _, key := range []string{"k", "l", "m"} {
				all = append(all, members(do(t, c, "ZRANGE", key, "0", "-1"))...)
			}
			checkOnce(t, all, producers*each)
			if n := in.Engine().Waiting(); n != 0 {
				t.Errorf("%d clients still wait", n)
			}
		})
	}
}

// produce adds the numbers from first on as members in many ways.
func produce(t *testing.T, c *redistest.Client, seed uint64, first, n int) {
	rnd := rand.New(rand.NewPCG(seed, 1))
	own := "own" + strconv.Itoa(int(seed))
	for i := first; i < first+n; i++ {
		key, member := []string{"k", "l", "m"}[rnd.IntN(3)], "n"+strconv.Itoa(i)
		switch rnd.IntN(4) {
		case 0:
			do(t, c, "ZADD", key, strconv.Itoa(rnd.IntN(9)), member)
		case 1:
			do(t, c, "ZINCRBY", key, "1", member)
		case 2:
			do(t, c, "MULTI")
			do(t, c, "ZADD", key, "1", member)
			do(t, c, "ZCARD", key)
			do(t, c, "EXEC")
		case 3: // replaces what is at the key: only if that is still nothing
			do(t, c, "ZADD", own, "1", member)
			if do(t, c, "RENAMENX", own, key).Int == 0 {
				do(t, c, "DEL", own)
				do(t, c, "ZADD", key, "1", member)
			}
		}
	}
}

// consume waits for members in every way there is, until nothing comes any more, and returns what it was served.
func consume(t *testing.T, c *redistest.Client, seed uint64, isOver *atomic.Bool) (served []string) {
	rnd := rand.New(rand.NewPCG(seed, 2))
	for {
		last := isOver.Load()
		timeout := []string{"0.001", "0.01", "0.05"}[rnd.IntN(3)]
		var v resp.Value
		switch rnd.IntN(3) {
		case 0:
			v = do(t, c, "BZPOPMIN", "k", "l", "m", timeout)
		case 1:
			v = do(t, c, "BZPOPMAX", "m", "k", timeout)
		case 2:
			v = do(t, c, "BZMPOP", timeout, "2", "l", "k", "MAX", "COUNT", "3")
		}
		if v.Kind == resp.Array {
			served = append(served, members(v)...)
		} else if last {
			return served
		}
	}
}

// do runs a command on a goroutine that must not end the test.
func do(t *testing.T, c *redistest.Client, args ...string) resp.Value {
	v, err := c.Do(args...)
	if err != nil || v.Kind == resp.Error {
		t.Errorf("%v: %s, %v", args, v.Str, err)
	}
	return v
}

// members are the members in a reply: what begins as they all do.
func members(v resp.Value) (all []string) {
	if v.Kind == resp.Bulk && len(v.Str) > 1 && v.Str[0] == 'n' {
		return []string{string(v.Str)}
	}
	for _, e := range v.Elems {
		all = append(all, members(e)...)
	}
	return all
}

// checkOnce reports members that are missing or there more than once.
func checkOnce(t *testing.T, all []string, n int) {
	t.Helper()
	times := make(map[string]int)
	for _, member := range all {
		times[member]++
	}
	for i := range n {
		if member := "n" + strconv.Itoa(i); times[member] != 1 {
			t.Errorf("%s is there %d times", member, times[member])
		}
	}
	if len(times) != n {
		t.Errorf("%d members, not %d", len(times), n)
	}
}
