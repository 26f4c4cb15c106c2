package keyspace

import (
	"fmt"
	"sync"
	"testing"
)

// with runs f under the lock of the shard that holds key.
func with(k *Keyspace, db int, key string, f func(s *Space, h uint64)) {
	h := k.Hash([]byte(key))
	shard := k.Shard(k.ShardOf(h))
	shard.Lock()
	defer shard.Unlock()
	f(shard.Space(db), h)
}

func put(k *Keyspace, db int, key, value string) {
	with(k, db, key, func(s *Space, h uint64) {
		s.Set(h, []byte(key), TypeString, EncRaw, []byte(value), 0)
	})
}

func has(k *Keyspace, db int, key string) (ok bool) {
	with(k, db, key, func(s *Space, h uint64) { _, ok = s.Get(h, []byte(key)) })
	return ok
}

func TestDefaults(t *testing.T) {
	k := New(Options{})
	if k.Shards() != 128 || k.Databases() != 16 {
		t.Errorf("%d shards, %d databases", k.Shards(), k.Databases())
	}
	defer func() {
		if recover() == nil {
			t.Error("three shards are fine")
		}
	}()
	New(Options{Shards: 3})
}

func TestSwapAndFlush(t *testing.T) {
	k := New(Options{Databases: 3, Shards: 8})
	defer k.Close()
	for i := range 100 {
		put(k, 0, fmt.Sprint("zero", i), "")
	}
	put(k, 1, "one", "")
	put(k, 2, "two", "")
	with(k, 1, "one", func(s *Space, h uint64) {
		rec, _ := s.Get(h, []byte("one"))
		s.SetExpireAt(h, rec, 5)
	})
	expect := func(step string, want ...int) {
		t.Helper()
		for db, n := range want {
			if keys, _ := k.Len(db); keys != n {
				t.Errorf("%s: database %d has %d keys, want %d", step, db, keys, n)
			}
		}
	}
	expect("at first", 100, 1, 1)
	k.LockAll()
	k.SwapDB(0, 1)
	k.UnlockAll()
	expect("swapped", 1, 100, 1)
	if _, expires := k.Len(0); expires != 1 || !has(k, 0, "one") || !has(k, 1, "zero7") || has(k, 0, "zero7") {
		t.Error("the keys did not change places")
	}
	k.LockAll()
	release := k.Detach(1).Release
	k.UnlockAll()
	expect("flushed", 1, 0, 1)
	put(k, 1, "again", "")
	release()
	if !has(k, 1, "again") || has(k, 1, "zero7") {
		t.Error("the release took what came after the flush")
	}
	k.LockAll()
	k.FlushAll()()
	k.UnlockAll()
	expect("flushed all", 0, 0, 0)
}

func TestScanOfAllShards(t *testing.T) {
	k := New(Options{Shards: 16})
	defer k.Close()
	for i := range 1000 {
		put(k, 0, fmt.Sprint(i), "")
	}
	seen := map[string]int{}
	for cursor := uint64(0); ; {
		shard, within, ok := k.SplitCursor(cursor)
		if !ok {
			t.Fatalf("cursor %d", cursor)
		}
		k.Shard(shard).Lock()
		next := k.Shard(shard).Space(0).Scan(within, 10, func(rec Record) { seen[string(rec.Key())]++ })
		k.Shard(shard).Unlock()
		if cursor = k.JoinCursor(shard, next); cursor == 0 {
			break
		}
	}
	for i := range 1000 {
		if n := seen[fmt.Sprint(i)]; n != 1 {
			t.Errorf("key %d was seen %d times", i, n)
		}
	}
}

// Many goroutines on few shards, with counts read and databases flushed meanwhile.
func TestConcurrentUse(t *testing.T) {
	k := New(Options{Databases: 2, Shards: 4})
	defer k.Close()
	var workers sync.WaitGroup
	for w := range 4 {
		workers.Go(func() {
			for i := range 3000 {
				key := fmt.Sprint(w, i%500)
				put(k, i%2, key, key)
				with(k, i%2, key, func(s *Space, h uint64) {
					s.Touch(h)
					s.TouchRecord(h)
					if rec, ok := s.Get(h, []byte(key)); ok && string(rec.Value()) != key {
						t.Errorf("%q holds %q", key, rec.Value())
					}
					if i%7 == 0 {
						s.Delete(h, []byte(key))
					}
				})
			}
		})
	}
	var releases []func()
	for i := range 20 {
		k.LockAll()
		if i%2 == 0 {
			k.SwapDB(0, 1)
		}
		releases = append(releases, k.Detach(0).Release)
		k.UnlockAll()
		if keys, expires := k.Len(1); keys < 0 || expires != 0 {
			t.Errorf("%d keys, %d expiring", keys, expires)
		}
	}
	workers.Go(func() {
		for _, release := range releases {
			release()
		}
	})
	workers.Wait()
	for i := range k.Shards() {
		for db := range k.Databases() {
			if err := k.Shard(i).Space(db).check(k.Hash); err != nil {
				t.Error(err)
			}
		}
	}
}
