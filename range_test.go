package holdfast_test

import (
	"context"
	"errors"
	"fmt"
	"iter"
	"log"
	"os"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/holdfast-db/holdfast"
)

// keysOf are the keys that an iterator visits, up to an error.
func keysOf(t *testing.T, entries iter.Seq2[holdfast.Entry, error]) []string {
	t.Helper()
	var keys []string
	for e, err := range entries {
		if err != nil {
			t.Fatal(err)
		}
		keys = append(keys, e.Key)
	}
	return keys
}

func TestRange(t *testing.T) {
	db := open(t, t.TempDir(), nil)
	do(t, db, "MSET", "a", "1", "b", "2", "b1", "3", "b2", "4", "c", "5", "\xff", "6", "\xff\xff", "7")
	for _, test := range []struct {
		r    holdfast.Range
		want string
	}{
		{holdfast.Range{}, "a b b1 b2 c \xff \xff\xff"},
		{holdfast.Range{Backward: true}, "\xff\xff \xff c b2 b1 b a"},
		{holdfast.Range{Prefix: "b"}, "b b1 b2"},
		{holdfast.Range{Prefix: "b", Backward: true}, "b2 b1 b"},
		{holdfast.Range{Prefix: "b", From: "b1"}, "b1 b2"},
		{holdfast.Range{Prefix: "b", From: "a", To: "c"}, "b b1 b2"},
		{holdfast.Range{Prefix: "b", To: "b2"}, "b b1"},
		{holdfast.Range{Prefix: "b", To: "a"}, ""},
		{holdfast.Range{Prefix: "b", From: "c"}, ""},
		{holdfast.Range{Prefix: "\xff"}, "\xff \xff\xff"},
		{holdfast.Range{From: "b1", To: "c", Backward: true}, "b2 b1"},
		{holdfast.Range{From: "c", To: "b"}, ""},
	} {
		if got := strings.Join(keysOf(t, db.Range(context.Background(), test.r)), " "); got != test.want {
			t.Errorf("%+v is %q, want %q", test.r, got, test.want)
		}
	}
}

func TestRangeEntries(t *testing.T) {
	db := open(t, t.TempDir(), nil)
	do(t, db, "SET", "n", "12", "PXAT", "4102444800000")
	do(t, db, "SET", "empty", "")
	do(t, db, "RPUSH", "l", "x")
	var got []string
	for e, err := range db.Range(context.Background(), holdfast.Range{}) {
		if err != nil {
			t.Fatal(err)
		}
		got = append(got, fmt.Sprintf("%s %s %q %v %d", e.Key, e.Type, e.Value, e.Value == nil, e.ExpireAt.Unix()))
	}
	never := time.Time{}.Unix()
	want := []string{
		fmt.Sprintf("empty string \"\" false %d", never),
		fmt.Sprintf("l list \"\" true %d", never),
		"n string \"12\" false 4102444800",
	}
	if !slices.Equal(got, want) {
		t.Errorf("got  %q\nwant %q", got, want)
	}
}

// A snapshot shows what was, whatever happens then, and over more than one page.
func TestSnapshot(t *testing.T) {
	const keys = 1000
	db := open(t, t.TempDir(), nil)
	for i := range keys {
		do(t, db, "SET", fmt.Sprintf("k%04d", i), "old")
	}
	do(t, db, "SADD", "set", "x")
	snapshot, err := db.Snapshot(context.Background())
	if err != nil {
		t.Fatal(err)
	}
	defer snapshot.Close()
	n := 0
	for e, err := range snapshot.Range(holdfast.Range{Prefix: "k"}) {
		if err != nil {
			t.Fatal(err)
		}
		if want := fmt.Sprintf("k%04d", n); e.Key != want || string(e.Value) != "old" {
			t.Fatalf("entry %d is %q: %q", n, e.Key, e.Value)
		}
		if n++; n == keys/2 {
			do(t, db, "FLUSHALL")
		}
		do(t, db, "SET", fmt.Sprintf("k%04d", keys-n), "new")
	}
	if n != keys {
		t.Errorf("%d keys, want %d", n, keys)
	}
	if v, err := snapshot.Get("k0007"); err != nil || string(v) != "old" {
		t.Errorf("k0007 was %q, %v", v, err)
	}
	if _, err := snapshot.Get("missing"); !errors.Is(err, holdfast.ErrNil) {
		t.Errorf("a missing key: %v", err)
	}
	var failed holdfast.Error
	if _, err := snapshot.Get("set"); !errors.As(err, &failed) {
		t.Errorf("a set as a string: %v", err)
	}
}

func TestClosedSnapshot(t *testing.T) {
	db, err := holdfast.Open(t.TempDir(), holdfast.Options{})
	if err != nil {
		t.Fatal(err)
	}
	do(t, db, "SET", "k", "v")
	take := func() *holdfast.Snapshot {
		s, err := db.Snapshot(context.Background())
		if err != nil {
			t.Fatal(err)
		}
		return s
	}
	closed, left := take(), take()
	closed.Close()
	closed.Close()
	for _, s := range []*holdfast.Snapshot{closed, left} {
		if s == left {
			if err := db.Close(); err != nil {
				t.Fatal(err)
			}
		}
		if _, err := s.Get("k"); !errors.Is(err, holdfast.ErrClosed) {
			t.Errorf("Get: %v", err)
		}
		for _, err := range s.Range(holdfast.Range{}) {
			if !errors.Is(err, holdfast.ErrClosed) {
				t.Errorf("Range: %v", err)
			}
		}
	}
	left.Close()
	if _, err := db.Snapshot(context.Background()); !errors.Is(err, holdfast.ErrClosed) {
		t.Errorf("a snapshot of a closed database: %v", err)
	}
}

func TestRangeEndsWithContext(t *testing.T) {
	db := open(t, t.TempDir(), nil)
	do(t, db, "MSET", "a", "1", "b", "2")
	ctx, cancel := context.WithCancel(context.Background())
	defer cancel()
	var last error
	for _, err := range db.Range(ctx, holdfast.Range{}) {
		cancel()
		last = err
	}
	if !errors.Is(last, context.Canceled) {
		t.Errorf("ends with %v", last)
	}
}

// openTemp opens a database for an example, and returns what closes it.
func openTemp() (db *holdfast.DB, closeAll func()) {
	dir, err := os.MkdirTemp("", "holdfast")
	if err != nil {
		log.Fatal(err)
	}
	if db, err = holdfast.Open(dir, holdfast.Options{}); err != nil {
		log.Fatal(err)
	}
	return db, func() {
		_ = db.Close()
		_ = os.RemoveAll(dir)
	}
}

func ExampleDB_Range() {
	db, closeAll := openTemp()
	defer closeAll()
	ctx := context.Background()
	if _, err := db.Do(ctx, "MSET", "user:1", "ann", "user:2", "bob", "user:3", "cleo", "zoo", "open"); err != nil {
		log.Fatal(err)
	}
	for e, err := range db.Range(ctx, holdfast.Range{Prefix: "user:", Backward: true}) {
		if err != nil {
			log.Fatal(err)
		}
		fmt.Printf("%s is %s\n", e.Key, e.Value)
	}
	// Output:
	// user:3 is cleo
	// user:2 is bob
	// user:1 is ann
}

func ExampleDB_Snapshot() {
	db, closeAll := openTemp()
	defer closeAll()
	ctx := context.Background()
	if _, err := db.Do(ctx, "SET", "state", "before"); err != nil {
		log.Fatal(err)
	}
	snapshot, err := db.Snapshot(ctx)
	if err != nil {
		log.Fatal(err)
	}
	defer snapshot.Close()
	if _, err := db.Do(ctx, "SET", "state", "after"); err != nil {
		log.Fatal(err)
	}
	state, err := snapshot.Get("state")
	fmt.Println(string(state), err)
	// Output: before <nil>
}
