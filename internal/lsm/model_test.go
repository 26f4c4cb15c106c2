package lsm

import (
	"bytes"
	"encoding/binary"
	"fmt"
	"maps"
	"math/rand/v2"
	"slices"
	"testing"

	"github.com/cockroachdb/pebble/v2/vfs"

	"github.com/holdfast-db/holdfast/internal/page"
)

// model is what a store should hold: keys of this package to values.
type model map[string]string

const (
	modelGens       = 3
	modelContainers = 2
	modelPages      = 60 // DeletePages must have a reason for a range
)

// dice makes random changes, to a batch and to the model alike.
type dice struct {
	*rand.Rand
	keys int
}

func (d dice) gen() uint32 { return uint32(d.IntN(modelGens)) }

func (d dice) key() []byte { return fmt.Appendf(nil, "key:%d", d.IntN(d.keys)) }

func (d dice) value() []byte {
	h := Header{Kind: 1, Access: d.Uint32N(1 << 24)}
	if d.IntN(3) == 0 {
		h.ExpireAt = 1 + d.Int64N(1000)
	}
	return append(AppendRecordHeader(nil, h), bytes.Repeat([]byte{byte(d.IntN(256))}, d.IntN(300))...)
}

func (d dice) page() []byte {
	p := page.Page(bytes.Repeat([]byte{byte(d.IntN(256))}, page.HeaderLen+d.IntN(500)))
	p[0] = byte(page.KindLeaf)
	p.SetUsed(len(p))
	return p
}

// change makes one change. Generations are dropped rarely, or nothing stays.
func (d dice) change(b *Batch, m model) {
	gen, container, number := d.gen(), uint64(d.IntN(modelContainers)), d.Uint32N(modelPages)
	switch d.IntN(100) {
	case 0:
		b.DropGeneration(gen)
		m.drop(appendPrefix(nil, keyRecord, gen), appendPrefixEnd(nil, keyRecord, gen))
		m.drop(appendPrefix(nil, keyPage, gen), appendPrefixEnd(nil, keyPage, gen))
	case 1, 2, 3:
		b.DeletePages(gen, container, number) // by points or by a range
		m.drop(appendPageKey(nil, gen, container, 0), appendPageKey(nil, gen, container, number))
	case 4, 5, 6, 7, 8, 9:
		b.DeletePage(gen, container, number)
		delete(m, string(appendPageKey(nil, gen, container, number)))
	case 10, 11, 12, 13, 14, 15, 16, 17, 18, 19:
		key := d.key()
		b.DeleteRecord(gen, key)
		delete(m, string(appendRecordKey(nil, gen, key)))
	default:
		if d.IntN(3) == 0 {
			p := d.page()
			b.SetPage(gen, container, number, p)
			m[string(appendPageKey(nil, gen, container, number))] = string(p)
			break
		}
		key, value := d.key(), d.value()
		b.SetRecord(gen, key, value)
		m[string(appendRecordKey(nil, gen, key))] = string(value)
		clear(key) // must not have been kept
		clear(value)
	}
}

func (m model) drop(lower, upper []byte) {
	maps.DeleteFunc(m, func(k, _ string) bool { return k >= string(lower) && k < string(upper) })
}

// meta is the meta record that goes with the model.
func (m model) meta(lsn uint64) Meta {
	meta := Meta{LSN: lsn, Databases: make([]Database, modelGens)}
	for gen := range uint32(modelGens) {
		d := &meta.Databases[gen]
		d.Generation = gen
		for _, key := range m.records(gen) {
			d.Keys++
			if h, _, _ := DecodeRecordHeader(m.value(gen, key)); h.ExpireAt != 0 {
				d.Expires++
			}
		}
	}
	return meta
}

// records returns the keys of a generation's records in order.
func (m model) records(gen uint32) []string {
	prefix := string(appendPrefix(nil, keyRecord, gen))
	var keys []string
	for k := range m {
		if len(k) > len(prefix) && k[:len(prefix)] == prefix {
			keys = append(keys, k[len(prefix):])
		}
	}
	slices.Sort(keys)
	return keys
}

func (m model) value(gen uint32, key string) []byte {
	return []byte(m[string(appendRecordKey(nil, gen, []byte(key)))])
}

// view is what Store and Snapshot have in common.
type view interface {
	Record(gen uint32, key, dst []byte) ([]byte, bool, error)
	Page(gen uint32, container uint64, number uint32, dst []byte) ([]byte, error)
	EachPage(gen uint32, container uint64, from, to uint32, fn func(number uint32)) error
	Records(gen uint32, lower, upper []byte) *Iterator
}

// compare reads everything that the model knows, and what it does not.
func (m model) compare(t *testing.T, v view, d dice) {
	t.Helper()
	for gen := range uint32(modelGens) {
		for i := range d.keys {
			key := fmt.Appendf(nil, "key:%d", i)
			want, there := m[string(appendRecordKey(nil, gen, key))]
			got, found, err := v.Record(gen, key, nil)
			if err != nil || found != there || string(got) != want {
				t.Fatalf("record %d %s: %x, %v, %v; want %x, %v", gen, key, got, found, err, want, there)
			}
		}
		m.compareIterator(t, v, gen, d)
	}
	for gen := range uint32(modelGens) {
		for container := range uint64(modelContainers) {
			var wantNumbers, numbers []uint32
			from := uint32(d.IntN(modelPages))
			for number := range uint32(modelPages) {
				want, there := m[string(appendPageKey(nil, gen, container, number))]
				if there && number >= from {
					wantNumbers = append(wantNumbers, number)
				}
				got, err := v.Page(gen, container, number, nil)
				if (err == nil) != there || string(got) != want {
					t.Fatalf("page %d of %d: %x, %v; want %x, %v", number, container, got, err, want, there)
				}
			}
			err := v.EachPage(gen, container, from, modelPages, func(n uint32) { numbers = append(numbers, n) })
			if err != nil || !slices.Equal(numbers, wantNumbers) {
				t.Fatalf("pages of %d from %d on: %v, %v; want %v", container, from, numbers, err, wantNumbers)
			}
		}
	}
}

// compareIterator walks the same random walk through an iterator and the model.
func (m model) compareIterator(t *testing.T, v view, gen uint32, d dice) {
	t.Helper()
	keys := m.records(gen)
	var lower, upper []byte
	if d.IntN(2) == 0 {
		lower, upper = d.key(), d.key()
		keys = slices.DeleteFunc(keys, func(k string) bool { return k < string(lower) || k >= string(upper) })
	}
	it := v.Records(gen, lower, upper)
	at, ok := 0, false
	for range 50 {
		switch d.IntN(6) {
		case 0:
			at, ok = 0, it.First()
		case 1:
			at, ok = len(keys)-1, it.Last()
		case 2:
			key := d.key()
			at, _ = slices.BinarySearch(keys, string(key))
			ok = it.SeekGE(key)
		case 3:
			key := d.key()
			at, _ = slices.BinarySearch(keys, string(key))
			at--
			ok = it.SeekLT(key)
		case 4:
			if !ok {
				continue
			}
			at++
			ok = it.Next()
		default:
			if !ok {
				continue
			}
			at--
			ok = it.Prev()
		}
		if ok != (at >= 0 && at < len(keys)) || ok != it.Valid() {
			t.Fatalf("generation %d: valid is %v at %d of %d", gen, ok, at, len(keys))
		}
		if ok && (string(it.Key()) != keys[at] || !bytes.Equal(it.Value(), m.value(gen, keys[at]))) {
			t.Fatalf("generation %d at %d: %s %x, want %s", gen, at, it.Key(), it.Value(), keys[at])
		}
	}
	must(t, it.Close())
}

// compareDue compares what is due at a random time.
func (m model) compareDue(t *testing.T, s *Store, d dice) {
	t.Helper()
	gen, before := d.gen(), d.Int64N(1100)
	var want, got []string
	for _, key := range m.records(gen) {
		if at := dueOf(m.value(gen, key)); at != 0 && at <= before {
			want = append(want, fmt.Sprintf("%04d %s", at, key))
		}
	}
	slices.Sort(want)
	must(t, s.Due(gen, before, func(key, value []byte) bool {
		if !bytes.Equal(value, m.value(gen, string(key))) {
			t.Fatalf("due: %s is %x", key, value)
		}
		got = append(got, fmt.Sprintf("%04d %s", dueOf(value), key))
		return true
	}))
	if !slices.Equal(got, want) {
		t.Fatalf("due at %d: %v, want %v", before, got, want)
	}
	if n := countDue(t, s, gen, before); n != len(want) {
		t.Fatalf("due at %d: the index has %d entries, want %d", before, n, len(want))
	}
}

// countDue counts the entries of the index, stale ones included.
func countDue(t *testing.T, s *Store, gen uint32, before int64) (n int) {
	t.Helper()
	it, err := s.db.NewIter(nil)
	must(t, err)
	end := appendDueKey(nil, gen, before+1, nil)
	for ok := it.SeekGE(appendPrefix(nil, keyDue, gen)); ok && bytes.Compare(it.Key(), end) < 0; ok = it.Next() {
		n++
	}
	must(t, it.Close())
	return n
}

// TestModel makes random changes and compares with a map, across flushes,
// compactions and restarts, and through snapshots.
func TestModel(t *testing.T) {
	commits := uint64(60)
	if testing.Short() {
		commits = 15
	}
	for seed := range uint64(3) {
		t.Run(fmt.Sprint(seed), func(t *testing.T) {
			d := dice{rand.New(rand.NewPCG(seed, 1)), 100}
			o := quiet(vfs.NewMem())
			o.MemTableBytes = []int64{32 << 10, 256 << 10, 1 << 20}[seed]
			o.PartBytes = []int64{8 << 10, 1 << 20, 20 << 10}[seed]
			s, m := open(t, o), model{}
			var snap *Snapshot
			var old model
			b := s.NewBatch(0)
			for lsn := uint64(1); lsn <= commits; lsn++ {
				for range 1 + d.IntN(300) {
					d.change(b, m)
				}
				must(t, s.Commit(b, m.meta(lsn)))
				b.Reset()
				m.compareDue(t, s, d)
				switch d.IntN(5) {
				case 0, 1:
					must(t, s.Flush())
				case 2:
					if snap == nil {
						snap, old = s.Snapshot(), maps.Clone(m)
					}
				case 3:
					if snap != nil {
						old.compare(t, snap, d)
						must(t, snap.Close())
						snap = nil
					}
				case 4:
					if snap == nil {
						must(t, s.Flush())
						must(t, s.Close())
						s = open(t, o)
						b = s.NewBatch(0)
					}
				}
				if got, _ := s.Meta(); got.LSN != lsn {
					t.Fatalf("the store is at %d, want %d", got.LSN, lsn)
				}
				if d.IntN(2) == 0 {
					m.compare(t, s, d)
				}
			}
			if snap != nil {
				old.compare(t, snap, d)
				must(t, snap.Close())
			}
			must(t, s.Check())
			must(t, s.db.Compact(t.Context(), metaKey(), []byte{keyDue + 1}, false))
			m.compare(t, s, d)
			m.compareDue(t, s, d)
			must(t, s.Check())
			must(t, s.Close())
		})
	}
}

// TestCheckFindsWhatIsWrong commits what no program should.
func TestCheckFindsWhatIsWrong(t *testing.T) {
	wrong := map[string]func(*Batch) Meta{
		"too few records": func(*Batch) Meta { return Meta{Databases: []Database{{Generation: 1, Keys: 1}}} },
		"expiries": func(b *Batch) Meta {
			b.SetRecord(1, []byte("k"), record("v"))
			return Meta{Databases: []Database{{Generation: 1, Keys: 1, Expires: 1}}}
		},
		"record": func(b *Batch) Meta { b.SetRecord(1, []byte("k"), []byte("abc")); return Meta{} },
		"page":   func(b *Batch) Meta { b.SetPage(1, 2, 3, []byte("abcdefghijk")); return Meta{} },
		"short":  func(b *Batch) Meta { b.SetPage(1, 2, 3, binary.LittleEndian.AppendUint32(nil, 0x13)); return Meta{} },
	}
	for name, change := range wrong {
		t.Run(name, func(t *testing.T) {
			s := openMem(t)
			b := s.NewBatch(0)
			m := change(b)
			must(t, s.Commit(b, m))
			if err := s.Check(); err == nil {
				t.Error("nothing was found")
			} else {
				t.Log(err)
			}
		})
	}
}
