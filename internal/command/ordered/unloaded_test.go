package ordered_test

import (
	"errors"
	"fmt"
	"testing"

	"github.com/holdfast-db/holdfast/internal/instance"
	"github.com/holdfast-db/holdfast/internal/lsm"
)

// What is on disk only is deleted without being loaded, the pages of big collections included, and for good.
func TestDeleteUnloaded(t *testing.T) {
	s := newTarget(t)
	for i := range 300 {
		s.do("SET", fmt.Sprintf("key:%03d", i), "v")
		s.do("HSET", "key:hash", fmt.Sprintf("field %d", i), "v", fmt.Sprintf("other field %d", i), "v")
	}
	s.do("SET", "key:mortal", "v", "EX", "1000")
	s.do("SET", "key:dead", "v", "PX", "1")
	s.do("SADD", "key:set", "a")
	s.do("SET", "left", "v")
	if err := s.Engine().Unload(); err != nil {
		t.Fatal(err)
	}
	s.clock.Advance(2e6)
	s.expect("(integer) 303", "KDELRANGE", "[key:", "(key;")
	if n := s.Engine().Stats.Loaded.Load(); n != 0 {
		t.Errorf("%d records were loaded", n)
	}
	s.Cron() // for the key that had expired
	s.expect("(integer) 1", "DBSIZE")
	s.expect("(nil)", "GET", "key:001")
	if err := s.Engine().Unload(); err != nil {
		t.Fatal(err)
	}
	s.expect("1) \"left\"", "KEYS", "*")
	s.restart()
	s.expect("1) \"left\"", "KRANGE", "-", "+")
	s.close()

	store, err := lsm.Open(instance.StoreDir("data", s.fs.PathJoin), lsm.Options{FS: s.fs})
	if err != nil {
		t.Fatal(err)
	}
	defer store.Close()
	if err := store.Check(); err != nil {
		t.Error(err)
	}
	meta, _ := store.Meta()
	if meta.NextContainer != 2 {
		t.Fatalf("%d containers, want one", meta.NextContainer-1)
	}
	if _, err := store.Page(meta.Databases[0].Generation, 1, 1, nil); !errors.Is(err, lsm.ErrMissing) {
		t.Errorf("a page of the hash: %v", err)
	}
}
