package dump_test

import (
	"encoding/binary"
	"hash/crc64"
	"math/rand/v2"
	"strconv"
	"testing"
	"time"

	"github.com/holdfast-db/holdfast/internal/engine"
	"github.com/holdfast-db/holdfast/internal/rdb"
	"github.com/holdfast-db/holdfast/internal/redistest"
	"github.com/holdfast-db/holdfast/internal/resp"
	"github.com/holdfast-db/holdfast/internal/transcript"
)

func TestTranscripts(t *testing.T) { transcript.RunDir(t, newTarget(t), "testdata") }

func TestTranscriptsOfRedis(t *testing.T) {
	transcript.RunDir(t, transcript.Redis(t), "testdata", transcript.Plain, transcript.RESP3, transcript.Multi)
}

const roundsPerSort = 4

// TestRoundTrip restores a value, dumps it, restores that, restarts, and dumps both once more: all are the same.
func TestRoundTrip(t *testing.T) {
	for i, s := range sorts {
		t.Run(s.name, func(t *testing.T) {
			tg, r := newTarget(t), rand.New(rand.NewPCG(1, uint64(i)))
			for range roundsPerSort {
				v := s.random(r)
				mustOK(t, tg.do(t, "RESTORE", "k", "0", v.payload(), "REPLACE"))
				if got := tg.valueAt(t, "k"); !got.equal(v) {
					t.Fatalf("restored as %v, want %v", got, v)
				}
				payload := string(tg.do(t, "DUMP", "k").Str)
				mustOK(t, tg.do(t, "RESTORE", "copy", "0", payload, "REPLACE"))
				if got := tg.valueAt(t, "copy"); !got.equal(v) {
					t.Fatalf("dumped and restored as %v, want %v", got, v)
				}
				if err := tg.Restart(); err != nil {
					t.Fatal(err)
				}
				for _, key := range []string{"k", "copy"} {
					if again := string(tg.do(t, "DUMP", key).Str); again != payload {
						t.Fatalf("%s: %q after a restart, %q before", key, again, payload)
					}
				}
			}
		})
	}
}

// TestWithRedis moves values from a real server here and back.
func TestWithRedis(t *testing.T) {
	for _, compress := range []string{"yes", "no"} {
		redis := redistest.Start(t, "--rdbcompression", compress)
		client := redis.Dial(t)
		for i, s := range sorts {
			t.Run(s.name+", compression "+compress, func(t *testing.T) {
				tg, r := newTarget(t), rand.New(rand.NewPCG(2, uint64(i)))
				for range roundsPerSort {
					moveThereAndBack(t, tg, redis, client, s.random(r))
				}
			})
		}
	}
}

func moveThereAndBack(t *testing.T, tg *target, redis *redistest.Server, client *redistest.Client, v value) {
	t.Helper()
	there := func(args ...string) resp.Value {
		t.Helper()
		reply, err := client.Do(args...)
		if err != nil || reply.Kind == resp.Error {
			t.Fatalf("%.50q: %s (%v)", args, reply.AppendText(nil), err)
		}
		return reply
	}
	there("DEL", "k", "back")
	there(v.words("k")...)
	mustOK(t, tg.do(t, "RESTORE", "k", "0", string(there("DUMP", "k").Str), "REPLACE"))
	if got := tg.valueAt(t, "k"); !got.equal(v) {
		t.Fatalf("from Redis: %v, want %v", got, v)
	}
	kind := v.kind
	payload := tg.do(t, "DUMP", "k").Str
	if !redis.Version().AtLeast(redistest.Version{Major: 7, Minor: 2}) {
		payload, kind = forOlder(payload, kind)
	}
	there("RESTORE", "back", "0", string(payload))
	got := value{kind: v.kind, elements: elementsOf(t, kind, there)}.sorted()
	if !got.equal(v) {
		t.Fatalf("back to Redis: %v, want %v", got, v)
	}
}

// elementsOf reads the key back of a real server.
func elementsOf(t *testing.T, kind rdb.Kind, there func(...string) resp.Value) (elements [][2]string) {
	t.Helper()
	switch kind {
	case rdb.String:
		return [][2]string{{string(there("GET", "back").Str)}}
	case rdb.List, rdb.Set:
		read := []string{"SMEMBERS", "back"}
		if kind == rdb.List {
			read = []string{"LRANGE", "back", "0", "-1"}
		}
		for _, e := range there(read...).Elems {
			elements = append(elements, [2]string{string(e.Str)})
		}
		return elements
	}
	read := []string{"HGETALL", "back"}
	if kind == rdb.ZSet {
		read = []string{"ZRANGE", "back", "0", "-1", "WITHSCORES"}
	}
	words := there(read...).Elems
	for i := 0; i < len(words); i += 2 {
		second := string(words[i+1].Str)
		if kind == rdb.ZSet {
			score, err := strconv.ParseFloat(second, 64)
			if err != nil {
				t.Fatal(err)
			}
			second = formatScore(score)
		}
		elements = append(elements, [2]string{string(words[i].Str), second})
	}
	return elements
}

// forOlder turns a payload into one that servers before 7.2 take, which refuse any of a later version: it has an
// earlier version, and the listpack of a set, which they do not know, becomes that of a list.
func forOlder(payload []byte, kind rdb.Kind) ([]byte, rdb.Kind) {
	const sealBytes, version, jones = 10, 10, 0x95ac9329ac4bc9b5
	body := payload[:len(payload)-sealBytes]
	if rdb.Type(body[0]) == rdb.TypeSetListpack {
		const oneNode, packed = 1, 2
		body = append([]byte{byte(rdb.TypeListQuicklist2), oneNode, packed}, body[1:]...)
		kind = rdb.List
	}
	body = binary.LittleEndian.AppendUint16(body[:len(body):len(body)], version)
	sum := ^crc64.Update(^uint64(0), crc64.MakeTable(jones), body)
	return binary.LittleEndian.AppendUint64(body, sum), kind
}

func mustOK(t *testing.T, v resp.Value) {
	t.Helper()
	if got := string(v.AppendText(nil)); got != "OK" {
		t.Fatalf("reply is %s", got)
	}
}

// TestReplayAfterExpiry restarts when a key would have expired that was restored with a time to live and then lost it.
func TestReplayAfterExpiry(t *testing.T) {
	tg := newTarget(t)
	v := sorts[0].random(rand.New(rand.NewPCG(4, 0)))
	mustOK(t, tg.do(t, "RESTORE", "k", "1000", v.payload()))
	tg.do(t, "PERSIST", "k")
	tg.clock.Advance(time.Minute)
	if err := tg.Restart(); err != nil {
		t.Fatal(err)
	}
	if got := tg.valueAt(t, "k"); !got.equal(v) {
		t.Errorf("%v, want %v", got, v)
	}
}

// TestAllFieldsExpired dumps a hash that is gone once its fields are looked at.
func TestAllFieldsExpired(t *testing.T) {
	tg := newTarget(t)
	tg.do(t, "HSET", "h", "f", "v")
	tg.do(t, "HPEXPIRE", "h", "1000", "FIELDS", "1", "f")
	tg.clock.Advance(time.Minute)
	if got := string(tg.do(t, "DUMP", "h").AppendText(nil)); got != "(nil)" {
		t.Errorf("DUMP answers %s", got)
	}
}

// TestBroken damages payloads under a valid seal: what cannot be read changes nothing and leaves no memory behind.
func TestBroken(t *testing.T) {
	for i, s := range sorts {
		tg, r := newTarget(t), rand.New(rand.NewPCG(3, uint64(i)))
		mustOK(t, tg.do(t, "SET", "k", "untouched"))
		payload := s.random(r).payload()
		body := payload[:len(payload)-10]
		before := tg.bytesInUse()
		for range 50 {
			cut := string(rdb.AppendSeal([]byte(body[:r.IntN(len(body))]), 0))
			if got := string(tg.do(t, "RESTORE", "k", "0", cut, "REPLACE").AppendText(nil)); got != "(error) ERR Bad data format" {
				t.Fatalf("%s: a part of %q: %s", s.name, body, got)
			}
		}
		if got := string(tg.do(t, "GET", "k").Str); got != "untouched" {
			t.Errorf("%s: the key became %q", s.name, got)
		}
		if after := tg.bytesInUse(); after != before {
			t.Errorf("%s: %d bytes in use, %d before", s.name, after, before)
		}
	}
}

// bytesInUse is what the space of the key k takes.
func (tg *target) bytesInUse() int64 {
	tx := tg.shared.Engine.NewTxn()
	tx.Begin(0, tg.clock.NowMillis(), engine.NoTouch)
	tx.LockKey([]byte("k"))
	defer tx.Commit()
	return tx.Env([]byte("k")).Arena.Stats().InUseBytes
}
