package hll_test

import (
	"bytes"
	"fmt"
	"testing"

	"github.com/holdfast-db/holdfast/internal/redistest"
	"github.com/holdfast-db/holdfast/internal/resp"
	"github.com/holdfast-db/holdfast/internal/value/hll"
)

// TestRedis adds the same elements to a sketch and to one of the real server, and takes the bytes in both directions.
func TestRedis(t *testing.T) {
	redis := redistest.Start(t).Dial(t)
	do := func(args ...string) resp.Value {
		t.Helper()
		v, err := redis.Do(args...)
		if err != nil {
			t.Fatal(err)
		}
		return v
	}
	ours := hll.Sketch(hll.AppendEmpty(nil))
	batch := []string{"PFADD", "k"}
	for n := 1; n <= 60_000; n++ {
		e := fmt.Sprint("element:", n, "!!!!!!!!"[:n%8])
		var err error
		if ours, err = ours.Add(hll.Locate([]byte(e)), limit); err != nil {
			t.Fatal(err)
		}
		batch = append(batch, e)
		if n >= 2000 && n%2000 != 0 || n < 2000 && n%100 != 0 {
			continue
		}
		do(batch...)
		batch = batch[:2]
		theirs := do("GET", "k").Str
		if !bytes.Equal(theirs, ours) {
			t.Fatalf("after %d elements the bytes differ", n)
		}
		count := do("PFCOUNT", "k").Int
		compareCount(t, n, ours, count)
		do("SET", "copy", string(ours))
		if back := do("PFCOUNT", "copy").Int; back != count {
			t.Fatalf("after %d elements Redis counts %d, from our bytes %d", n, count, back)
		}
		ours.CacheCount(uint64(count))
	}
	if !ours.IsDense() {
		t.Error("the sketch has never become dense")
	}
}

func compareCount(t *testing.T, n int, s hll.Sketch, want int64) {
	t.Helper()
	var r hll.Registers
	if err := r.Merge(s); err != nil {
		t.Fatal(err)
	}
	direct, err := s.Count()
	if err != nil || int64(direct) != want || int64(r.Count()) != want {
		t.Fatalf("after %d elements %d and %d, %v; Redis counts %d", n, direct, r.Count(), err, want)
	}
}
