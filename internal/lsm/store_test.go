package lsm

import (
	"errors"
	"fmt"
	"log/slog"
	"os"
	"path/filepath"
	"reflect"
	"runtime"
	"strings"
	"testing"

	"github.com/cockroachdb/pebble/v2/vfs"
)

const dir = "store"

func quiet(fs vfs.FS) Options {
	return Options{FS: fs, Logger: slog.New(slog.DiscardHandler)}
}

func open(t testing.TB, o Options) *Store {
	t.Helper()
	s, err := Open(dir, o)
	if err != nil {
		t.Fatal(err)
	}
	return s
}

// openMem opens a new store in memory, which the test closes at its end.
func openMem(t testing.TB) *Store {
	t.Helper()
	s := open(t, quiet(vfs.NewMem()))
	t.Cleanup(func() { must(t, s.Close()) })
	return s
}

func must(t testing.TB, err error) {
	t.Helper()
	if err != nil {
		t.Fatal(err)
	}
}

// commit commits what change does.
func commit(t testing.TB, s *Store, m Meta, change func(*Batch)) {
	t.Helper()
	b := s.NewBatch(0)
	change(b)
	must(t, s.Commit(b, m))
}

func record(text string) []byte { return append(AppendRecordHeader(nil, Header{Kind: 1}), text...) }

func TestReopen(t *testing.T) {
	fs := vfs.NewMem()
	s := open(t, quiet(fs))
	if _, found := s.Meta(); found {
		t.Error("a new store has a meta record")
	}
	want := Meta{
		LSN: 7, Seed: 8, NextContainer: 9, NextGeneration: 10, SavedAtMillis: 11,
		Databases: []Database{{Generation: 3, Keys: 1}}, Libraries: []byte("lib"),
	}
	commit(t, s, want, func(b *Batch) {
		b.SetRecord(3, []byte("k"), record("v"))
		b.SetPage(3, 5, 0, make([]byte, 100))
	})
	must(t, s.Flush())
	must(t, s.Close())

	s = open(t, quiet(fs))
	if got, _ := s.Meta(); !reflect.DeepEqual(got, want) {
		t.Errorf("meta came back as %+v, want %+v", got, want)
	}
	got, found, err := s.Record(3, []byte("k"), []byte("before "))
	if err != nil || !found || string(got) != "before "+string(record("v")) {
		t.Errorf("record: %q, %v, %v", got, found, err)
	}
	page, err := s.Page(3, 5, 0, []byte("xy"))
	if err != nil || len(page) != 102 {
		t.Errorf("page: %d bytes, %v", len(page), err)
	}
	if _, err := s.Page(3, 5, 1, nil); !errors.Is(err, ErrMissing) || !errors.Is(err, ErrCorrupt) {
		t.Errorf("absent page: %v", err)
	}
	must(t, s.Close())
}

func TestLocked(t *testing.T) {
	dir := t.TempDir()
	s, err := Open(dir, quiet(nil))
	must(t, err)
	if _, err := Open(dir, quiet(nil)); !errors.Is(err, ErrLocked) {
		t.Errorf("second open: %v", err)
	}
	must(t, s.Close())
	s, err = Open(dir, quiet(nil))
	must(t, err)
	must(t, s.Close())
}

// TestDamage breaks a store on disk and wants it refused, by Open or by Check.
func TestDamage(t *testing.T) {
	remove := func(t *testing.T, pattern string) {
		for _, name := range glob(t, pattern) {
			must(t, os.Remove(name))
		}
	}
	damages := map[string]func(t *testing.T, dir string){
		"table is missing":    func(t *testing.T, dir string) { remove(t, dir+"/*.sst") },
		"list is missing":     func(t *testing.T, dir string) { remove(t, dir+"/MANIFEST*") },
		"all but tables":      func(t *testing.T, dir string) { remove(t, dir+"/[^0]*") },
		"table is cut":        func(t *testing.T, dir string) { must(t, os.Truncate(glob(t, dir+"/*.sst")[0], 10)) },
		"bit in a table":      func(t *testing.T, dir string) { flip(t, glob(t, dir+"/*.sst")[0], 50) },
		"bits all over table": func(t *testing.T, dir string) { flip(t, glob(t, dir+"/*.sst")[0], 0, 40, 80, 120, 160) },
	}
	for name, damage := range damages {
		t.Run(name, func(t *testing.T) {
			dir := t.TempDir()
			s, err := Open(dir, quiet(nil))
			must(t, err)
			commit(t, s, Meta{}, func(b *Batch) { b.SetRecord(1, []byte("k"), record("v")) })
			must(t, s.Flush())
			must(t, s.Close())
			damage(t, dir)
			s, err = Open(dir, quiet(nil))
			if err == nil {
				err = s.Check()
				must(t, s.Close())
			}
			if !errors.Is(err, ErrCorrupt) {
				t.Errorf("got %v", err)
			}
		})
	}
}

func glob(t *testing.T, pattern string) []string {
	t.Helper()
	names, err := filepath.Glob(pattern)
	must(t, err)
	if len(names) == 0 {
		t.Fatalf("nothing matches %s", pattern)
	}
	return names
}

func flip(t *testing.T, name string, offsets ...int) {
	t.Helper()
	b, err := os.ReadFile(name)
	must(t, err)
	for _, off := range offsets {
		b[off] ^= 0x10
	}
	must(t, os.WriteFile(name, b, 0o600))
}

func TestNewerFormat(t *testing.T) {
	fs := vfs.NewMem()
	s := open(t, quiet(fs))
	must(t, s.Close())
	names, err := fs.List(dir)
	must(t, err)
	for _, name := range names {
		var iter int
		if n, _ := fmt.Sscanf(name, "marker.format-version.%d.", &iter); n == 1 {
			must(t, fs.Rename(fs.PathJoin(dir, name), fs.PathJoin(dir, fmt.Sprintf("marker.format-version.%06d.900", iter))))
		}
	}
	if _, err := Open(dir, quiet(fs)); !errors.Is(err, ErrVersion) {
		t.Errorf("got %v", err)
	}
}

// TestFlushedIsForgotten wants nothing of a large batch to be left in memory once it is flushed.
func TestFlushedIsForgotten(t *testing.T) {
	heap := func() int64 {
		runtime.GC()
		var m runtime.MemStats
		runtime.ReadMemStats(&m)
		return int64(m.HeapAlloc)
	}
	s, err := Open(t.TempDir(), quiet(vfs.Default)) // files in memory would be on the heap
	must(t, err)
	defer func() { must(t, s.Close()) }()
	const bytes = 64 << 20
	for lsn := range uint64(3) {
		before := heap()
		b := s.NewBatch(bytes)
		value := record(strings.Repeat("v", 1<<20))
		for i := range bytes >> 20 {
			b.SetRecord(1, fmt.Append(nil, i), value)
		}
		must(t, s.Commit(b, Meta{LSN: lsn + 1}))
		must(t, s.Flush())
		if grown := heap() - before; grown > bytes*3/4 { // it was twice as much
			t.Errorf("%d bytes more after a batch of %d", grown, bytes)
		}
	}
}
