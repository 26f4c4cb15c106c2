package holdfast_test

import (
	"bufio"
	"context"
	"errors"
	"fmt"
	"io"
	"log"
	"os"
	"sync"
	"testing"

	"github.com/holdfast-db/holdfast"
)

func open(t testing.TB, dir string, settings map[string]string) *holdfast.DB {
	t.Helper()
	db, err := holdfast.Open(dir, holdfast.Options{Settings: settings})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := db.Close(); err != nil {
			t.Error(err)
		}
	})
	return db
}

func do(t testing.TB, db *holdfast.DB, args ...string) holdfast.Reply {
	t.Helper()
	reply, err := db.Do(context.Background(), args...)
	if err != nil {
		t.Fatalf("%q: %v", args, err)
	}
	return reply
}

func TestDo(t *testing.T) {
	db := open(t, t.TempDir(), nil)
	do(t, db, "SET", "k", "a\x00b")
	if b, err := do(t, db, "GET", "k").Bytes(); err != nil || string(b) != "a\x00b" {
		t.Errorf("GET k is %q, %v", b, err)
	}
	if n, err := do(t, db, "INCRBY", "n", "41").Int(); err != nil || n != 41 {
		t.Errorf("INCRBY is %d, %v", n, err)
	}
	if r := do(t, db, "GET", "missing"); !r.IsNil() {
		t.Errorf("a missing key is %v", r)
	}
	if _, err := do(t, db, "GET", "missing").Text(); !errors.Is(err, holdfast.ErrNil) {
		t.Errorf("the text of nil is %v", err)
	}
	list, err := do(t, db, "MGET", "k", "missing", "n").Array()
	if err != nil || len(list) != 3 || !list[1].IsNil() {
		t.Errorf("MGET is %v, %v", list, err)
	}
	var failed holdfast.Error
	if _, err := db.Do(context.Background(), "INCR", "k"); !errors.As(err, &failed) ||
		failed != "ERR value is not an integer or out of range" {
		t.Errorf("INCR of text is %v", err)
	}
	if _, err := db.Do(context.Background()); err == nil {
		t.Error("a command without words is accepted")
	}
}

// What one call asks of its session is gone with the next: calls share nothing but the data.
func TestDoKeepsNoState(t *testing.T) {
	db := open(t, t.TempDir(), nil)
	do(t, db, "SET", "k", "zero")
	do(t, db, "SELECT", "1")
	if got, _ := do(t, db, "GET", "k").Text(); got != "zero" {
		t.Errorf("after SELECT in another call, GET is %q", got)
	}
	do(t, db, "MULTI")
	if got, _ := do(t, db, "GET", "k").Text(); got != "zero" {
		t.Errorf("after MULTI in another call, GET is %q", got)
	}
}

func TestReopen(t *testing.T) {
	dir := t.TempDir()
	for round := range 3 {
		db, err := holdfast.Open(dir, holdfast.Options{Settings: map[string]string{"appendfsync": "always"}})
		if err != nil {
			t.Fatal(err)
		}
		if n, _ := do(t, db, "INCR", "rounds").Int(); n != int64(round+1) {
			t.Errorf("round %d counts %d", round, n)
		}
		if _, err := holdfast.Open(dir, holdfast.Options{}); err == nil {
			t.Error("the directory can be opened twice")
		}
		if err := db.Close(); err != nil {
			t.Fatal(err)
		}
	}
}

func TestBadSettings(t *testing.T) {
	for name, value := range map[string]string{"appendfsync": "sometimes", "no-such-setting": "1", "shards": "3"} {
		_, err := holdfast.Open(t.TempDir(), holdfast.Options{Settings: map[string]string{name: value}})
		if err == nil {
			t.Errorf("%s %s is accepted", name, value)
		}
	}
}

func TestDial(t *testing.T) {
	db := open(t, t.TempDir(), nil)
	conn := db.Dial()
	defer conn.Close()
	if _, err := io.WriteString(conn, "SELECT 1\r\nSET k v\r\nGET k\r\n"); err != nil {
		t.Fatal(err)
	}
	r := bufio.NewReader(conn)
	for _, want := range []string{"+OK", "+OK", "$1", "v"} {
		if line, err := r.ReadString('\n'); err != nil || line != want+"\r\n" {
			t.Fatalf("got %q, %v, want %s", line, err, want)
		}
	}
}

func TestConcurrentDo(t *testing.T) {
	db := open(t, t.TempDir(), map[string]string{"appendfsync": "always"})
	const workers, each = 16, 50
	var all sync.WaitGroup
	for range workers {
		all.Go(func() {
			for range each {
				if _, err := db.Do(context.Background(), "INCR", "n"); err != nil {
					t.Error(err)
				}
			}
		})
	}
	all.Wait()
	if n, _ := do(t, db, "GET", "n").Int(); n != workers*each {
		t.Errorf("%d increments counted, want %d", n, workers*each)
	}
}

func BenchmarkDo(b *testing.B) {
	db := open(b, b.TempDir(), nil)
	ctx := context.Background()
	do(b, db, "SET", "key:000000000001", "a value of thirty-two bytes, so.")
	for _, args := range [][]string{{"GET", "key:000000000001"}, {"SET", "key:000000000001", "a value of thirty-two bytes, so."}} {
		b.Run(args[0], func(b *testing.B) {
			b.ReportAllocs()
			for b.Loop() {
				if _, err := db.Do(ctx, args...); err != nil {
					b.Fatal(err)
				}
			}
		})
	}
}

func Example() {
	dir, err := os.MkdirTemp("", "holdfast")
	if err != nil {
		log.Fatal(err)
	}
	defer os.RemoveAll(dir)
	db, err := holdfast.Open(dir, holdfast.Options{})
	if err != nil {
		log.Fatal(err)
	}
	defer db.Close()

	reply, err := db.Do(context.Background(), "INCR", "visits")
	if err != nil {
		log.Fatal(err)
	}
	fmt.Println(reply)
	// Output: (integer) 1
}

// A call that waits for an element ends with the database.
func TestCloseEndsWaits(t *testing.T) {
	db, err := holdfast.Open(t.TempDir(), holdfast.Options{})
	if err != nil {
		t.Fatal(err)
	}
	ended := make(chan error, 1)
	go func() {
		_, err := db.Do(context.Background(), "BLPOP", "queue", "0")
		ended <- err
	}()
	// The wait has begun, or is about to: Close must end it either way.
	if err := db.Close(); err != nil {
		t.Fatal(err)
	}
	if err := <-ended; !errors.Is(err, holdfast.ErrClosed) {
		t.Errorf("BLPOP ended with %v", err)
	}
	if _, err := db.Do(context.Background(), "PING"); !errors.Is(err, holdfast.ErrClosed) {
		t.Errorf("PING on a closed database: %v", err)
	}
}
