package keyspace

import (
	"fmt"
	"math/rand/v2"
	"testing"
)

func newContents() *Contents { return New(Options{}).Contents(0) }

// disk is what checkpoints have written of a Space, and what is not yet settled.
type disk struct {
	keys    map[string]Loaded
	pending map[string]*Loaded
}

// capture takes what has changed, and settle brings it to disk.
func (d *disk) capture(s *Space) {
	s.Capture(func(rec Record) {
		key := string(rec.Key())
		if rec.IsGone() {
			d.pending[key] = nil
			return
		}
		d.pending[key] = &Loaded{
			Key: []byte(key), Value: []byte(string(rec.Value())), Type: rec.Type(), Encoding: rec.Encoding(),
			Access: rec.Access(), ExpireAt: rec.ExpireAt(),
		}
	})
}

func (d *disk) settle(s *Space) {
	for key, l := range d.pending {
		if l == nil {
			delete(d.keys, key)
		} else {
			d.keys[key] = *l
		}
	}
	clear(d.pending)
	s.Settle()
}

// find looks a key up as an engine would, and brings it into memory.
func (d *disk) find(s *Space, h uint64, key string) (Record, bool) {
	rec, ok := s.Get(h, []byte(key))
	if ok || s.Knows(h, []byte(key)) {
		return rec, ok
	}
	l, ok := d.keys[key]
	if !ok {
		return Record{}, false
	}
	return s.Load(h, l), true
}

// TestTiers changes keys at random while checkpoints come and go and records leave memory, and compares with a map.
func TestTiers(t *testing.T) {
	for seed := range uint64(4) {
		rnd := rand.New(rand.NewPCG(seed, 7))
		s := newTestSpace(t)
		d := &disk{keys: map[string]Loaded{}, pending: map[string]*Loaded{}}
		want := map[string]string{}
		captured := false
		for step := range 30_000 {
			key := fmt.Sprint(rnd.IntN(800))
			h := testHash([]byte(key))
			rec, ok := d.find(s, h, key)
			if value, has := want[key]; ok != has || ok && string(rec.Value()) != value {
				t.Fatalf("seed %d step %d: key %s is %v, want %q", seed, step, key, ok, value)
			}
			switch n := rnd.IntN(100); {
			case n < 40:
				want[key] = fmt.Sprint("value ", step)
				at := int64(0)
				if n < 10 {
					at = 1 << 40
				}
				set(s, key, want[key], at)
			case n < 60:
				s.Delete(h, []byte(key))
				delete(want, key)
			case n == 60 && !captured:
				d.capture(s)
				captured = true
			case n == 61 && captured:
				d.settle(s)
				captured = false
			case n < 64 && !captured: // as long as a checkpoint is under way, disk has not what is clean
				s.Sweep(200, func(rec Record, _ bool) bool { return !rec.TakeHot() && rnd.IntN(2) == 0 })
			}
			if step%1000 == 0 {
				mustCheck(t, s)
				if n := s.Len() + int(s.contents.coldKeys.Load()); n != len(want) {
					t.Fatalf("seed %d step %d: %d keys counted, want %d", seed, step, n, len(want))
				}
			}
		}
		expires := 0
		for key := range want {
			if rec, _ := d.find(s, testHash([]byte(key)), key); rec.ExpireAt() != 0 {
				expires++
			}
		}
		if s.Expires() != expires || s.contents.coldExpires.Load() != 0 || s.contents.coldKeys.Load() != 0 {
			t.Errorf("seed %d: %d keys expire, %d counted", seed, expires, s.Expires())
		}
		if len(d.keys) == 0 {
			t.Error("nothing ever reached the disk")
		}
	}
}

func TestUnstoredKeysLeaveNoTombstone(t *testing.T) {
	s := newTestSpace(t)
	set(s, "key", "value", 0)
	s.Delete(testHash([]byte("key")), []byte("key"))
	if s.gone != 0 || s.arena.Stats().InUseBytes > stripBytes {
		t.Errorf("%d tombstones, %d bytes", s.gone, s.arena.Stats().InUseBytes)
	}
	s.Capture(func(rec Record) { t.Errorf("captured %q", rec.Key()) })
}

// TestCaptureComesFirst lets a shard be changed while a checkpoint is under way: it sees what was there before.
func TestCaptureComesFirst(t *testing.T) {
	k := New(Options{Shards: 4})
	defer k.Close()
	put := func(key, value string) {
		h := k.Hash([]byte(key))
		sh := k.Shard(k.ShardOf(h))
		sh.Lock()
		defer sh.Unlock()
		sh.Space(0).Set(h, []byte(key), TypeString, EncRaw, []byte(value), 0)
	}
	for i := range 100 {
		put(fmt.Sprint(i), "old")
	}
	taken := map[string]string{}
	k.LockAll()
	keys, _ := k.Len(0)
	k.BeginCapture(func(sh *Shard) {
		sh.Each(func(_ int, s *Space) {
			s.Capture(func(rec Record) { taken[string(rec.Key())] = string(rec.Value()) })
		})
	})
	k.UnlockAll()
	for i := range 150 {
		put(fmt.Sprint(i), "new")
	}
	k.FinishCapture()
	if keys != 100 || len(taken) != 100 {
		t.Fatalf("%d keys at first, %d taken", keys, len(taken))
	}
	for key, value := range taken {
		if value != "old" {
			t.Errorf("key %s was taken as %q", key, value)
		}
	}
}
