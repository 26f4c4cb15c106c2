package dump_test

import (
	"bytes"
	"fmt"
	"iter"
	"math"
	"math/rand/v2"
	"slices"
	"strconv"
	"testing"

	"github.com/holdfast-db/holdfast/internal/engine"
	"github.com/holdfast-db/holdfast/internal/keyspace"
	"github.com/holdfast-db/holdfast/internal/page"
	"github.com/holdfast-db/holdfast/internal/rdb"
	"github.com/holdfast-db/holdfast/internal/value/list"
)

// value is what a key holds: each element is one word, or a member and its score, or a field and its value.
type value struct {
	kind     rdb.Kind
	elements [][2]string
}

// sorted has the elements in an order that does not depend on the server.
func (v value) sorted() value {
	if v.kind != rdb.List {
		slices.SortFunc(v.elements, func(a, b [2]string) int { return bytes.Compare([]byte(a[0]), []byte(b[0])) })
	}
	return v
}

func (v value) equal(w value) bool { return v.kind == w.kind && slices.Equal(v.elements, w.elements) }

func (v value) String() string { return fmt.Sprintf("kind %d %.300q", v.kind, v.elements) }

// words are the arguments of the command that makes the value.
func (v value) words(key string) []string {
	words := []string{map[rdb.Kind]string{
		rdb.String: "SET", rdb.List: "RPUSH", rdb.Set: "SADD", rdb.ZSet: "ZADD", rdb.Hash: "HSET",
	}[v.kind], key}
	for _, e := range v.elements {
		switch v.kind {
		case rdb.ZSet:
			words = append(words, e[1], e[0])
		case rdb.Hash:
			words = append(words, e[0], e[1])
		default:
			words = append(words, e[0])
		}
	}
	return words
}

func (v value) first() iter.Seq[[]byte] {
	return func(yield func([]byte) bool) {
		for _, e := range v.elements {
			if !yield([]byte(e[0])) {
				return
			}
		}
	}
}

// payload is the value in one of the layouts that any may have, made without the commands.
func (v value) payload() string {
	n := len(v.elements)
	var b []byte
	switch v.kind {
	case rdb.String:
		b = rdb.AppendString([]byte{byte(rdb.TypeString)}, []byte(v.elements[0][0]))
	case rdb.List:
		b = rdb.AppendQuicklist([]byte{byte(rdb.TypeListQuicklist2)}, v.first())
	case rdb.Set:
		b = rdb.AppendSet([]byte{byte(rdb.TypeSet)}, n, v.first())
	case rdb.ZSet:
		b = rdb.AppendZSet([]byte{byte(rdb.TypeZSet2)}, n, func(yield func([]byte, float64) bool) {
			for _, e := range v.elements {
				if score, _ := strconv.ParseFloat(e[1], 64); !yield([]byte(e[0]), score) {
					return
				}
			}
		})
	case rdb.Hash:
		b = rdb.AppendHash([]byte{byte(rdb.TypeHash)}, n, func(yield func(f, v []byte) bool) {
			for _, e := range v.elements {
				if !yield([]byte(e[0]), []byte(e[1])) {
					return
				}
			}
		})
	}
	return string(rdb.AppendSeal(b, 0))
}

// valueAt is what a key of the target holds.
func (tg *target) valueAt(t testing.TB, name string) value {
	t.Helper()
	key := []byte(name)
	tx := tg.shared.Engine.NewTxn()
	tx.Begin(0, tg.clock.NowMillis(), engine.NoTouch)
	tx.LockKey(key)
	defer tx.Commit()
	rec, found := tx.Peek(key)
	if !found {
		t.Fatalf("no key %s", name)
	}
	var v value
	add := func(a page.Item, b string) bool {
		v.elements = append(v.elements, [2]string{string(a.AppendText(nil)), b})
		return true
	}
	switch rec.Type() {
	case keyspace.TypeString:
		v.kind = rdb.String
		if rec.Encoding() == keyspace.EncInt {
			add(page.Int(rec.Int()), "")
		} else {
			add(page.Text(rec.Value()), "")
		}
	case keyspace.TypeList:
		v.kind = rdb.List
		l := tx.OpenList(key, rec)
		l.Walk(0, l.Len(), list.Right, func(it page.Item) bool { return add(it, "") })
	case keyspace.TypeSet:
		v.kind = rdb.Set
		tx.OpenSet(key, rec).Each(func(it page.Item) bool { return add(it, "") })
	case keyspace.TypeZSet:
		v.kind = rdb.ZSet
		for e := range tx.OpenZSet(key, rec).All() {
			add(e.Key, formatScore(e.Score))
		}
	case keyspace.TypeHash:
		v.kind = rdb.Hash
		h, _, _ := tx.OpenHash(key, rec)
		h.Each(func(e page.Entry) { add(e.Key, string(e.Value.AppendText(nil))) })
	}
	return v.sorted()
}

func formatScore(f float64) string { return strconv.FormatFloat(f, 'g', -1, 64) }

// A sort is a kind of values that a generator makes.
type sort struct {
	name string
	kind rdb.Kind
	size int
	word func(r *rand.Rand) string
}

func number(r *rand.Rand) string { return strconv.FormatInt(int64(r.Uint64())>>r.IntN(64), 10) }

func short(r *rand.Rand) string {
	if r.IntN(2) == 0 {
		return number(r)
	}
	b := make([]byte, r.IntN(60))
	for i := range b {
		b[i] = byte(r.Uint32())
	}
	return string(b)
}

// long is sometimes just as long as a length takes more bytes for.
func long(r *rand.Rand) string {
	if r.IntN(4) > 0 {
		return short(r)
	}
	n := []int{64, 128, 4095, 4096, 8192, 16377, 16378, 16379, 20000}[r.IntN(9)]
	return string(bytes.Repeat([]byte{byte(r.Uint32()), byte(r.Uint32())}, n/2+1)[:n])
}

// sorts are the kinds of values and, of each, those that are stored in different ways.
var sorts = []sort{
	{"integer", rdb.String, 1, number},
	{"short string", rdb.String, 1, short},
	{"long string", rdb.String, 1, long},
	{"small list", rdb.List, 30, short},
	{"large list", rdb.List, 3000, short},
	{"list of long elements", rdb.List, 50, long},
	{"small set of integers", rdb.Set, 100, number},
	{"large set of integers", rdb.Set, 1500, number},
	{"small set", rdb.Set, 50, short},
	{"large set", rdb.Set, 1000, short},
	{"set of long members", rdb.Set, 50, long},
	{"small sorted set", rdb.ZSet, 50, short},
	{"large sorted set", rdb.ZSet, 1000, short},
	{"sorted set of long members", rdb.ZSet, 50, long},
	{"small hash", rdb.Hash, 50, short},
	{"large hash", rdb.Hash, 1500, short},
	{"hash of long fields", rdb.Hash, 50, long},
}

// random makes a value of the sort.
func (s sort) random(r *rand.Rand) value {
	v := value{kind: s.kind}
	seen := make(map[string]bool)
	for i := range 1 + r.IntN(s.size) + s.size/2 {
		e := [2]string{s.word(r)}
		if s.kind == rdb.String && i > 0 || s.kind != rdb.List && seen[e[0]] {
			continue
		}
		seen[e[0]] = true
		switch s.kind {
		case rdb.ZSet:
			e[1] = formatScore(randomScore(r))
		case rdb.Hash:
			e[1] = s.word(r)
		}
		v.elements = append(v.elements, e)
	}
	return v.sorted()
}

func randomScore(r *rand.Rand) float64 {
	switch r.IntN(5) {
	case 0:
		return math.Inf(1 - 2*r.IntN(2))
	case 1:
		return r.NormFloat64()
	case 2:
		if f := math.Float64frombits(r.Uint64()); !math.IsNaN(f) {
			return f
		}
	}
	return float64(r.IntN(1000) - 500)
}
