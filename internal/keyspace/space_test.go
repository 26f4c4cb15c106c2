package keyspace

import (
	"bytes"
	"fmt"
	"hash/fnv"
	"maps"
	"math/rand/v2"
	"slices"
	"strings"
	"testing"
)

// testHash is the same in every run. FNV alone would leave the top bits poor.
func testHash(key []byte) uint64 {
	f := fnv.New64a()
	f.Write(key)
	h := f.Sum64()
	h = (h ^ h>>30) * 0xbf58476d1ce4e5b9
	h = (h ^ h>>27) * 0x94d049bb133111eb
	return h ^ h>>31
}

func newTestSpace(t testing.TB) *Space {
	s := newSpace(newContents())
	t.Cleanup(s.arena.Release)
	return s
}

func set(s *Space, key, value string, expireAt int64) Record {
	return s.Set(testHash([]byte(key)), []byte(key), TypeString, StringEncoding(len(value)), []byte(value), expireAt)
}

func get(s *Space, key string) (Record, bool) {
	return s.Get(testHash([]byte(key)), []byte(key))
}

func remove(s *Space, key string) bool {
	return s.Delete(testHash([]byte(key)), []byte(key))
}

func mustCheck(t testing.TB, s *Space) {
	t.Helper()
	if err := s.check(testHash); err != nil {
		t.Fatal(err)
	}
}

// modelKey is what the model knows of a key.
type modelKey struct {
	value    string
	kind     Type
	expireAt int64
	access   uint32
}

// model is a Space and the map that it must agree with.
type model struct {
	t    *testing.T
	rnd  *rand.Rand
	s    *Space
	want map[string]modelKey
	keys []string // some of which exist
}

func newModel(t *testing.T, keys int) *model {
	m := &model{t: t, rnd: rand.New(rand.NewPCG(3, 4)), s: newTestSpace(t), want: map[string]modelKey{}}
	for i := range keys {
		m.keys = append(m.keys, fmt.Sprintf("%s%d", strings.Repeat("k", m.rnd.IntN(20)), i))
	}
	m.keys = append(m.keys, "", strings.Repeat("long", 100))
	return m
}

func (m *model) value() string {
	n := m.rnd.IntN(100)
	if m.rnd.IntN(50) == 0 {
		n = m.rnd.IntN(20000)
	}
	return strings.Repeat(string(rune('a'+m.rnd.IntN(26))), n)
}

func (m *model) time() int64 {
	return max(0, m.rnd.Int64N(2000)-1000)
}

// step changes a random key in both.
func (m *model) step(deletes int) {
	key := m.keys[m.rnd.IntN(len(m.keys))]
	h := testHash([]byte(key))
	k, exists := m.want[key]
	rec, ok := m.s.Get(h, []byte(key))
	if ok != exists {
		m.t.Fatalf("key %q exists: %v, want %v", key, ok, exists)
	}
	if m.rnd.IntN(100) < deletes {
		if m.s.Delete(h, []byte(key)) != exists {
			m.t.Fatalf("delete %q: %v", key, !exists)
		}
		delete(m.want, key)
		return
	}
	action := m.rnd.IntN(6)
	if !exists {
		action = 0
	}
	switch action {
	case 0, 1:
		k.value, k.kind, k.expireAt = m.value(), Type(m.rnd.IntN(6)), m.time()
		rec = m.s.Set(h, []byte(key), k.kind, EncRaw, []byte(k.value), k.expireAt)
	case 2:
		n := len(m.value())
		k.value = (k.value + strings.Repeat("\x00", n))[:n]
		rec = m.s.Resize(h, rec, n)
	case 3:
		k.expireAt = m.time()
		rec = m.s.SetExpireAt(h, rec, k.expireAt)
	case 4:
		k.access = m.rnd.Uint32N(1 << 24)
		rec.SetAccess(k.access)
	case 5:
		if len(k.value) > 0 {
			k.value = "!" + k.value[1:]
			rec.Value()[0] = '!'
			m.s.MarkDirty(h, rec)
		}
	}
	m.want[key] = k
	m.compare(key, rec)
}

func (m *model) compare(key string, rec Record) {
	m.t.Helper()
	k := m.want[key]
	got := modelKey{string(rec.Value()), rec.Type(), rec.ExpireAt(), rec.Access()}
	if string(rec.Key()) != key || got != k {
		m.t.Fatalf("key %q: got %q %+v, want %+v", key, rec.Key(), got, k)
	}
}

func (m *model) compareAll() {
	m.t.Helper()
	mustCheck(m.t, m.s)
	if m.s.Len() != len(m.want) {
		m.t.Fatalf("%d keys, want %d", m.s.Len(), len(m.want))
	}
	for key := range m.want {
		rec, ok := get(m.s, key)
		if !ok {
			m.t.Fatalf("key %q is gone", key)
		}
		m.compare(key, rec)
	}
}

func TestRandomAgainstModel(t *testing.T) {
	m := newModel(t, 3000)
	for round := range 24 {
		deletes := []int{5, 20, 90}[round%3]
		for range 2000 {
			m.step(deletes)
		}
		m.compareAll()
	}
	for _, key := range slices.Sorted(maps.Keys(m.want)) {
		remove(m.s, key)
	}
	mustCheck(t, m.s)
	if st := m.s.Stats(); st.Segments != 0 || st.Arena.InUseBytes != 0 || st.IndexBytes != 0 {
		t.Errorf("empty Space: %+v", st)
	}
}

// Keys with the same tag, or with tags that only differ at their ends, make no
// index fail, and none big.
func TestEqualTags(t *testing.T) {
	for name, hash := range map[string]func(i int) uint64{
		"equal":      func(int) uint64 { return 0xdeadbeef << 32 },
		"all ones":   func(int) uint64 { return 1<<64 - 1 },
		"zero":       func(int) uint64 { return 0 },
		"last bits":  func(i int) uint64 { return 0xcafe<<48 | uint64(i%64)<<tagShift },
		"first bits": func(i int) uint64 { return uint64(i%64) << 58 },
	} {
		t.Run(name, func(t *testing.T) {
			s := newTestSpace(t)
			number := func(key []byte) (i int) {
				fmt.Sscan(string(key), &i)
				return i
			}
			byKey := func(key []byte) uint64 { return hash(number(key)) }
			keys := rand.New(rand.NewPCG(1, 1)).Perm(400)
			for _, i := range keys {
				key := fmt.Append(nil, i)
				s.Set(hash(i), key, TypeString, EncRaw, key, 0)
			}
			if err := s.check(byKey); err != nil {
				t.Fatal(err)
			}
			if st := s.Stats(); st.IndexBytes > 300<<10 {
				t.Errorf("%d bytes of index", st.IndexBytes)
			}
			seen := 0
			for cursor := uint64(0); ; {
				if cursor = s.Scan(cursor, 1, func(Record) { seen++ }); cursor == 0 {
					break
				}
			}
			if seen != len(keys) {
				t.Errorf("Scan found %d of %d", seen, len(keys))
			}
			for n, i := range keys {
				if !s.Delete(hash(i), fmt.Append(nil, i)) {
					t.Fatalf("key %d is gone", i)
				}
				if n%50 == 0 {
					if err := s.check(byKey); err != nil {
						t.Fatal(err)
					}
				}
			}
		})
	}
}

func TestTooManyEqualTags(t *testing.T) {
	s := newTestSpace(t)
	defer func() {
		if recover() == nil {
			t.Error("no panic")
		}
	}()
	for i := range maxSlots + 1 {
		s.Set(1, fmt.Append(nil, i), TypeString, EncRaw, nil, 0)
	}
}

// The views that Set is given may lie in the record that it replaces.
func TestSetFromViews(t *testing.T) {
	long := "0123456789012345678901234567890123456789012345"
	for _, c := range []struct {
		name     string
		expireAt int64
		from, to int
	}{
		{"same", 0, 0, len(long)}, {"same, later", 99, 0, len(long)}, {"tail", 0, 3, len(long)}, {"tail and expiry", 99, 2, len(long)}, {"short", 0, 5, 6}, {"empty", 0, 0, 0},
	} {
		t.Run(c.name, func(t *testing.T) {
			s := newTestSpace(t)
			rec := set(s, "key", long, 0)
			rec = s.Set(testHash([]byte("key")), rec.Key(), TypeString, EncRaw, rec.Value()[c.from:c.to], c.expireAt)
			if string(rec.Key()) != "key" || string(rec.Value()) != long[c.from:c.to] || rec.ExpireAt() != c.expireAt {
				t.Errorf("got %q %q %d", rec.Key(), rec.Value(), rec.ExpireAt())
			}
			mustCheck(t, s)
		})
	}
	t.Run("copy", func(t *testing.T) {
		s := newTestSpace(t)
		from := set(s, "from", long, 7)
		to := s.Set(testHash([]byte("to")), []byte("to"), from.Type(), from.Encoding(), from.Value(), from.ExpireAt())
		if string(to.Value()) != long || to.ExpireAt() != 7 {
			t.Errorf("got %q %d", to.Value(), to.ExpireAt())
		}
		mustCheck(t, s)
	})
}

func TestSetInPlace(t *testing.T) {
	s := newTestSpace(t)
	before := set(s, "key", "a value of some length", 0)
	before.SetAccess(77)
	after := set(s, "key", "A VALUE OF SOME LENGTH!", 0)
	if before.ref != after.ref || after.Access() != 77 {
		t.Errorf("block %d became %d, access %d", before.ref, after.ref, after.Access())
	}
	if short := set(s, "key", "x", 0); short.ref == after.ref {
		t.Error("a short value keeps a long block")
	}
}

func TestInts(t *testing.T) {
	s := newTestSpace(t)
	for _, v := range []int64{0, 1, -1, 127, 128, -128, -129, 32767, 32768, -32769, 1<<31 - 1, 1 << 31, -1 << 31, -1<<31 - 1, 1<<63 - 1, -1 << 63} {
		rec := s.Set(testHash([]byte("n")), []byte("n"), TypeString, EncInt, AppendInt(nil, v), 0)
		if rec.Int() != v || rec.Type() != TypeString || rec.Encoding() != EncInt {
			t.Errorf("%d became %d in %d bytes", v, rec.Int(), len(rec.Value()))
		}
	}
	mustCheck(t, s)
}

// Growing a value byte by byte copies it rarely.
func TestResizeIsAmortised(t *testing.T) {
	s := newTestSpace(t)
	rec := set(s, "key", "", 0)
	h, moves := testHash([]byte("key")), 0
	for i := range 200000 {
		before := rec.ref
		rec = s.Resize(h, rec, i+1)
		rec.Value()[i] = byte(i)
		if rec.ref != before {
			moves++
		}
	}
	for i, b := range rec.Value() {
		if b != byte(i) {
			t.Fatalf("byte %d is %d", i, b)
		}
	}
	if moves > 60 || rec.Encoding() != EncRaw {
		t.Errorf("%d moves, encoding %v", moves, rec.Encoding())
	}
	if usage := s.MemoryUsage(rec); usage > 200000*4/3 {
		t.Errorf("%d bytes for 200000", usage)
	}
	mustCheck(t, s)
}

func TestSetEncoding(t *testing.T) {
	s := newTestSpace(t)
	rec := set(s, "key", "abc", 0)
	s.SetEncoding(testHash([]byte("key")), rec, EncRaw)
	if rec, _ = get(s, "key"); rec.Encoding() != EncRaw || rec.Type() != TypeString || !bytes.Equal(rec.Value(), []byte("abc")) {
		t.Errorf("%v %v %q", rec.Type(), rec.Encoding(), rec.Value())
	}
}

func TestNoAllocations(t *testing.T) {
	s := newTestSpace(t)
	var keys [][]byte
	for i := range 20000 {
		keys = append(keys, fmt.Appendf(nil, "key:%012d", i))
		s.Set(testHash(keys[i]), keys[i], TypeString, EncRaw, keys[i], 0)
	}
	for i := 1; i < len(keys); i++ {
		remove(s, string(keys[i]))
	}
	hashes := make([]uint64, len(keys))
	for i := range keys {
		hashes[i] = testHash(keys[i])
	}
	i, digits := 0, AppendInt(nil, 12345)
	for name, f := range map[string]func(){
		"insert":  func() { i++; s.Set(hashes[i], keys[i], TypeString, EncRaw, keys[i], 0) },
		"replace": func() { s.Set(hashes[1], keys[1], TypeString, EncRaw, keys[2], 5) },
		"int":     func() { s.Set(hashes[1], keys[1], TypeString, EncInt, digits, 0) },
		"get":     func() { s.Get(hashes[1], keys[1]) },
		"touch":   func() { s.Touch(hashes[1]); s.TouchRecord(hashes[1]) },
	} {
		if n := testing.AllocsPerRun(2000, f); n != 0 {
			t.Errorf("%s: %v allocations", name, n)
		}
	}
}
