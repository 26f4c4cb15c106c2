package lists_test

import (
	"fmt"
	"math/rand/v2"
	"slices"
	"strconv"
	"sync"
	"sync/atomic"
	"testing"

	"github.com/holdfast-db/holdfast/internal/resp"
)

// TestNothingIsLostOrServedTwice lets clients push, wait, move and give up at the same time. In the end every element
// was served to exactly one client or is still there.
func TestNothingIsLostOrServedTwice(t *testing.T) {
	const producers, consumers, each = 4, 8, 250
	eachTransport(t, func(t *testing.T, s *server) {
		var pushing, serving sync.WaitGroup
		var isOver atomic.Bool
		served := make([][]string, consumers)
		for i := range consumers {
			c := s.dial(t)
			serving.Go(func() { served[i] = consume(c, uint64(i), &isOver) })
		}
		for i := range producers {
			c := s.dial(t)
			pushing.Go(func() { produce(c, uint64(i), i*each, each) })
		}
		pushing.Wait()
		isOver.Store(true)
		serving.Wait()

		all := slices.Concat(served...)
		a := s.dial(t)
		for _, key := range []string{"k", "l", "m"} {
			a.send("LRANGE", key, "0", "-1")
			v, err := a.Receive()
			if err != nil {
				t.Fatal(err)
			}
			all = append(all, texts(v)...)
		}
		checkOnce(t, all, producers*each)
		if n := s.Engine().Waiting(); n != 0 {
			t.Errorf("%d clients still wait", n)
		}
	})
}

// TestEverybodyIsServed lets clients wait without end for as many elements as are pushed: a wake that is lost hangs.
func TestEverybodyIsServed(t *testing.T) {
	const producers, consumers, each = 4, 8, 300
	eachTransport(t, func(t *testing.T, s *server) {
		var all sync.WaitGroup
		served := make([][]string, consumers)
		for i := range consumers {
			c := s.dial(t)
			all.Go(func() {
				keys := [][]string{{"k", "l", "m"}, {"m", "l", "k"}}[i%2]
				for range producers * each / consumers {
					v := c.value("BLPOP", keys[0], keys[1], keys[2], "0")
					if v.Kind != resp.Array {
						return
					}
					served[i] = append(served[i], texts(v)[1:]...)
				}
			})
		}
		for i := range producers {
			c := s.dial(t)
			all.Go(func() { produce(c, uint64(i), i*each, each) })
		}
		all.Wait()
		checkOnce(t, slices.Concat(served...), producers*each)
	})
}

// produce pushes the numbers from first on in every way there is.
func produce(c *conn, seed uint64, first, n int) {
	rng := rand.New(rand.NewPCG(seed, 1))
	key := func() string { return []string{"k", "l", "m"}[rng.IntN(3)] }
	for i := first; i < first+n; i++ {
		switch element := strconv.Itoa(i); rng.IntN(4) {
		case 0:
			c.value("LPUSH", key(), element)
		case 1:
			c.value("RPUSH", key(), element)
		case 2:
			c.value("MULTI")
			c.value("LPUSH", key(), element)
			c.value("LLEN", "k")
			c.value("EXEC")
		case 3:
			own := fmt.Sprint("own", seed)
			c.value("RPUSH", own, element)
			c.value("LMOVE", own, key(), "LEFT", "RIGHT")
		}
	}
}

// consume waits for elements in every way there is, until nothing comes any more, and returns what it was served.
func consume(c *conn, seed uint64, isOver *atomic.Bool) (served []string) {
	rng := rand.New(rand.NewPCG(seed, 2))
	for {
		last := isOver.Load()
		timeout := []string{"0.001", "0.01", "0.05"}[rng.IntN(3)]
		var v resp.Value
		switch rng.IntN(4) {
		case 0:
			v = c.value("BLPOP", "k", "l", "m", timeout)
		case 1:
			v = c.value("BRPOP", "m", "k", timeout)
		case 2:
			v = c.value("BLMPOP", timeout, "2", "l", "k", "RIGHT", "COUNT", "3")
		case 3:
			c.value("BLMOVE", "k", "l", "RIGHT", "LEFT", timeout)
			continue
		}
		if v.Kind == resp.Array && len(v.Elems) == 2 {
			served = append(served, texts(v)[1:]...)
		} else if last {
			return served
		}
	}
}

// value runs a command on a goroutine that must not end the test.
func (c *conn) value(args ...string) resp.Value {
	v, err := c.Do(args...)
	if err != nil {
		c.t.Error(err)
	}
	return v
}

// texts is all bulk strings in a reply.
func texts(v resp.Value) (all []string) {
	if v.Kind == resp.Bulk {
		return []string{string(v.Str)}
	}
	for _, e := range v.Elems {
		all = append(all, texts(e)...)
	}
	return all
}

// checkOnce reports numbers below n that are missing or there more than once.
func checkOnce(t *testing.T, all []string, n int) {
	t.Helper()
	times := make([]int, n)
	for _, text := range all {
		i, err := strconv.Atoi(text)
		if err != nil || i < 0 || i >= n {
			t.Fatalf("nobody has pushed %q", text)
		}
		times[i]++
	}
	for i, count := range times {
		if count != 1 {
			t.Errorf("%d is there %d times", i, count)
		}
	}
}
