package instance

import (
	"bytes"
	"fmt"
	"maps"
	"math"
	"math/rand/v2"
	"strconv"
	"strings"

	"github.com/holdfast-db/holdfast/internal/engine"
	"github.com/holdfast-db/holdfast/internal/keyspace"
)

const modelDatabases = 3

// place is where a key lies.
type place struct {
	db  int
	key string
}

// held is what a key holds, and when it expires in unix milliseconds, 0 for never.
type held struct {
	data string
	due  int64
}

// model is what an instance should hold.
type model map[place]held

// at is the model as clients see it at a time.
func (m model) at(nowMillis int64) model {
	live := maps.Clone(m)
	maps.DeleteFunc(live, func(_ place, h held) bool { return h.due != 0 && h.due < nowMillis })
	return live
}

// dumpAll is what an instance holds for clients.
func dumpAll(in *Instance) model {
	m := make(model)
	tx := in.engine.NewTxn()
	tx.Begin(0, in.env.Clock.NowMillis(), engine.NoTouch)
	tx.LockAll()
	defer tx.Commit()
	for db := range in.engine.Databases() {
		tx.Select(db)
		var cold [][]byte
		if err := tx.ScanCold(func(e engine.Entry) { cold = append(cold, bytes.Clone(e.Key)) }); err != nil {
			panic(err)
		}
		for _, key := range cold {
			tx.Peek(key) // brings it into memory
		}
		tx.Scan(0, math.MaxInt, func(rec keyspace.Record) {
			data := string(rec.Value())
			if rec.Encoding() == keyspace.EncInt {
				data = strconv.FormatInt(rec.Int(), 10)
			}
			m[place{db, string(rec.Key())}] = held{data, rec.ExpireAt()}
		})
	}
	return m
}

// differences says where two models differ.
func differences(got, want model) string {
	var b strings.Builder
	for at, w := range want {
		if g, ok := got[at]; !ok {
			fmt.Fprintf(&b, "database %d, %s: missing, want %+v\n", at.db, at.key, w)
		} else if g != w {
			fmt.Fprintf(&b, "database %d, %s: %+v, want %+v\n", at.db, at.key, g, w)
		}
	}
	for at, g := range got {
		if _, ok := want[at]; !ok {
			fmt.Fprintf(&b, "database %d, %s: %+v, want nothing\n", at.db, at.key, g)
		}
	}
	return b.String()
}

// step makes up a command, does to the model what the command does to the data, and returns the command's words.
func (m model) step(rng *rand.Rand, nowMillis int64) []string {
	maps.DeleteFunc(m, func(_ place, h held) bool { return h.due != 0 && h.due < nowMillis })
	a, b := randomKey(rng, "text"), randomKey(rng, "text")
	data, n := strconv.FormatUint(rng.Uint64(), 36), 1+rng.IntN(2000)
	switch rng.IntN(18) {
	case 0:
		m[place{0, a}] = held{data: data, due: nowMillis + int64(n)}
		return words("SET", a, data, "PX", n)
	case 1:
		m[place{0, a}] = held{data: data, due: m[place{0, a}].due}
		return words("SET", a, data, "KEEPTTL")
	case 2:
		m[place{0, a}] = held{data: data}
		m[place{0, b}] = held{data: "b"}
		return words("MSET", a, data, b, "b")
	case 3:
		m.change(a, func(h *held) { h.data += data })
		return words("APPEND", a, data)
	case 4:
		m.change(a, func(h *held) { h.data = overwrite(h.data, n%50, data) })
		return words("SETRANGE", a, n%50, data)
	case 5:
		number := randomKey(rng, "number")
		m.change(number, func(h *held) { h.data = plus(h.data, n) })
		return words("INCRBY", number, n)
	case 6:
		delete(m, place{0, a})
		delete(m, place{0, b})
		return words("DEL", a, b)
	case 7, 8:
		m.expire(a, nowMillis+int64(n))
		return words("PEXPIRE", a, n)
	case 9:
		m.expire(a, 0)
		return words("PERSIST", a)
	case 10, 11:
		m.carry(place{0, a}, place{0, b}, true)
		return words("RENAME", a, b)
	case 12, 13:
		db := 1 + rng.IntN(modelDatabases-1)
		if _, taken := m[place{db, a}]; !taken {
			m.carry(place{0, a}, place{db, a}, true)
		}
		return words("MOVE", a, db)
	case 14:
		db := 1 + rng.IntN(modelDatabases-1)
		m.carry(place{0, a}, place{db, b}, false)
		return words("COPY", a, b, "DB", db, "REPLACE")
	default:
		return m.rareStep(rng, a, data)
	}
}

// rareStep is for what clears the table.
func (m model) rareStep(rng *rand.Rand, key, data string) []string {
	switch rng.IntN(12) {
	case 0:
		clear(m)
		return words("FLUSHALL")
	case 1:
		maps.DeleteFunc(m, func(at place, _ held) bool { return at.db == 0 })
		return words("FLUSHDB")
	case 2, 3, 4, 5:
		db := 1 + rng.IntN(modelDatabases-1)
		m.swap(0, db)
		return words("SWAPDB", 0, db)
	case 6, 7:
		last := randomKey(rng, "text")
		maps.DeleteFunc(m, func(at place, _ held) bool { return at.db == 0 && key <= at.key && at.key <= last })
		return words("KDELRANGE", "["+key, "["+last)
	default:
		m[place{0, key}] = held{data: data}
		return words("SET", key, data)
	}
}

func (m model) change(key string, fn func(*held)) {
	h := m[place{0, key}]
	fn(&h)
	m[place{0, key}] = h
}

func (m model) expire(key string, due int64) {
	if h, ok := m[place{0, key}]; ok {
		m[place{0, key}] = held{h.data, due}
	}
}

// carry copies a key if it is there, or moves it.
func (m model) carry(from, to place, move bool) {
	h, ok := m[from]
	if !ok {
		return
	}
	if move {
		delete(m, from)
	}
	m[to] = h
}

func (m model) swap(a, b int) {
	old := maps.Clone(m)
	clear(m)
	for at, h := range old {
		switch at.db {
		case a:
			at.db = b
		case b:
			at.db = a
		}
		m[at] = h
	}
}

func randomKey(rng *rand.Rand, kind string) string { return fmt.Sprint(kind, ":", rng.IntN(8)) }

func overwrite(data string, offset int, part string) string {
	data += strings.Repeat("\x00", max(0, offset+len(part)-len(data)))
	return data[:offset] + part + data[offset+len(part):]
}

func plus(number string, n int) string {
	old, _ := strconv.Atoi(number) // what is not there counts as zero
	return strconv.Itoa(old + n)
}

func words(args ...any) []string {
	list := make([]string, len(args))
	for i, arg := range args {
		list[i] = fmt.Sprint(arg)
	}
	return list
}
