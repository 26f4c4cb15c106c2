package dump_test

import (
	"fmt"
	"strconv"
	"testing"
	"time"
)

// TestTimedHashes dumps hashes of which some fields expire, restores them, and lets time pass.
func TestTimedHashes(t *testing.T) {
	for _, fields := range []int{3, 1000} { // packed, and not
		tg := newTarget(t)
		for i := range fields {
			tg.do(t, "HSET", "h", fmt.Sprint("field", i), strconv.Itoa(i))
			if i%3 > 0 {
				tg.do(t, "HPEXPIREAT", "h", strconv.Itoa(startMillis+2000-i), "FIELDS", "1", fmt.Sprint("field", i))
			}
		}
		payload := string(tg.do(t, "DUMP", "h").Str)
		mustOK(t, tg.do(t, "RESTORE", "copy", "0", payload))
		if err := tg.Restart(); err != nil {
			t.Fatal(err)
		}
		if again := string(tg.do(t, "DUMP", "copy").Str); again != payload {
			t.Fatalf("%d fields: %q became %q", fields, payload, again)
		}
		for i := range fields {
			want := int64(-1)
			if i%3 > 0 {
				want = startMillis + 2000 - int64(i)
			}
			got := tg.do(t, "HPEXPIRETIME", "copy", "FIELDS", "1", fmt.Sprint("field", i)).Elems[0].Int
			if got != want {
				t.Fatalf("field %d expires at %d, want %d", i, got, want)
			}
		}
		tg.clock.Advance(2 * time.Second)
		mustOK(t, tg.do(t, "RESTORE", "late", "0", payload))
		want := int64((fields + 2) / 3)
		for _, key := range []string{"h", "copy", "late"} {
			if got := tg.do(t, "HLEN", key).Int; got != want {
				t.Errorf("%d fields: %d are left in %s, want %d", fields, got, key, want)
			}
		}
		if err := tg.Restart(); err != nil {
			t.Fatal(err)
		}
		if got := tg.do(t, "HLEN", "late").Int; got != want {
			t.Errorf("%d fields: %d are left after a restart, want %d", fields, got, want)
		}
	}
}

// TestRestoreExpiredHash restores a hash all of whose fields have expired meanwhile.
func TestRestoreExpiredHash(t *testing.T) {
	tg := newTarget(t)
	tg.do(t, "HSET", "h", "f", "v")
	tg.do(t, "HPEXPIRE", "h", "1000", "FIELDS", "1", "f")
	payload := string(tg.do(t, "DUMP", "h").Str)
	tg.clock.Advance(time.Minute)
	for range 2 {
		mustOK(t, tg.do(t, "RESTORE", "h", "0", payload, "REPLACE", "IDLETIME", "10"))
		if got := tg.do(t, "EXISTS", "h").Int; got != 0 {
			t.Error("an empty hash is there")
		}
		if err := tg.Restart(); err != nil {
			t.Fatal(err)
		}
	}
}
