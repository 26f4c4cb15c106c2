package keyspace

import (
	"fmt"
	"math/rand/v2"
	"os"
	"runtime/debug"
	"strconv"
	"strings"
	"testing"
)

const benchKeys = 1 << 20

// benchKey appends a key of 16 bytes.
func benchKey(dst []byte, i int) []byte { return strconv.AppendInt(dst, 1e15+int64(i), 10) }

// residentBytes is what the system spends on the process, or 0 where it does not
// tell in /proc.
func residentBytes() int64 {
	statm, err := os.ReadFile("/proc/self/statm")
	if err != nil {
		return 0
	}
	var size, resident int64
	fmt.Sscan(string(statm), &size, &resident)
	return resident * int64(os.Getpagesize())
}

func fill(k *Keyspace, keys int) {
	value := []byte(strings.Repeat("v", 32))
	var key []byte
	for i := range keys {
		key = benchKey(key[:0], i)
		h := k.Hash(key)
		k.Shard(k.ShardOf(h)).Space(0).Set(h, key, TypeString, EncEmbstr, value, 0)
	}
}

// costs sums up what all shards spend on database 0.
func costs(k *Keyspace) (records, index, resident int64) {
	for i := range k.Shards() {
		st := k.Shard(i).Space(0).Stats()
		records += st.Arena.InUseBytes
		index += st.IndexBytes
		resident += st.Arena.ResidentBytes
	}
	return records, index, resident
}

// A key of 16 bytes with a value of 32 is to cost no more than 72 bytes in all.
func TestMemoryPerKey(t *testing.T) {
	if testing.Short() {
		t.Skip("fills a million keys")
	}
	const keys = benchKeys
	debug.FreeOSMemory()
	before := residentBytes()
	k := New(Options{})
	defer k.Close()
	fill(k, keys)
	for i := range k.Shards() {
		k.Shard(i).Space(0).Capture(func(Record) {}) // checkpoints keep the lists of changes short
	}
	debug.FreeOSMemory()
	after := residentBytes()
	blocks, index, resident := costs(k)
	t.Logf("bytes a key: %.1f blocks, %.1f of them index, %.1f resident by the arena's count, %.1f by the system's",
		float64(blocks)/keys, float64(index)/keys, float64(resident)/keys, float64(after-before)/keys)
	if perKey := float64(resident) / keys; perKey > 68 {
		t.Errorf("%.1f bytes a key by the arena's count", perKey)
	}
	if perKey := float64(after-before) / keys; perKey > 72 {
		t.Errorf("%.1f bytes a key by the system's count", perKey)
	}
}

// lookups are random keys, made before the clock runs.
func lookups(k *Keyspace) (keys [][]byte, hashes []uint64) {
	rnd := rand.New(rand.NewPCG(1, 2))
	for range 1 << 20 {
		key := benchKey(nil, rnd.IntN(benchKeys))
		keys, hashes = append(keys, key), append(hashes, k.Hash(key))
	}
	return keys, hashes
}

func BenchmarkKeyspace(b *testing.B) {
	k := New(Options{})
	defer k.Close()
	fill(k, benchKeys)
	keys, hashes := lookups(k)
	value := []byte(strings.Repeat("w", 32))
	b.Run("get", func(b *testing.B) {
		i := 0
		for b.Loop() {
			h, key := hashes[i&0xfffff], keys[i&0xfffff]
			i++
			shard := k.Shard(k.ShardOf(h))
			shard.Lock()
			if rec, ok := shard.Space(0).Get(h, key); !ok || rec.Value()[31] != 'v' {
				b.Fatal("lost a key")
			}
			shard.Unlock()
		}
	})
	b.Run("get16", func(b *testing.B) {
		i := 0
		for b.Loop() {
			if i&15 == 0 {
				touchBatch(k, hashes[i&0xfffff:][:16])
			}
			h, key := hashes[i&0xfffff], keys[i&0xfffff]
			i++
			shard := k.Shard(k.ShardOf(h))
			shard.Lock()
			if rec, ok := shard.Space(0).Get(h, key); !ok || rec.Value()[31] != 'v' {
				b.Fatal("lost a key")
			}
			shard.Unlock()
		}
	})
	b.Run("replace", func(b *testing.B) {
		i := 0
		for b.Loop() {
			h, key := hashes[i&0xfffff], keys[i&0xfffff]
			i++
			shard := k.Shard(k.ShardOf(h))
			shard.Lock()
			shard.Space(0).Set(h, key, TypeString, EncEmbstr, value, 0)
			shard.Unlock()
		}
	})
}

func touchBatch(k *Keyspace, hashes []uint64) {
	for _, h := range hashes {
		shard := k.Shard(k.ShardOf(h))
		shard.Lock()
		shard.Space(0).Touch(h)
		shard.Unlock()
	}
	for _, h := range hashes {
		shard := k.Shard(k.ShardOf(h))
		shard.Lock()
		shard.Space(0).TouchRecord(h)
		shard.Unlock()
	}
}

func BenchmarkInsert(b *testing.B) {
	value := []byte(strings.Repeat("v", 32))
	k := New(Options{})
	defer func() { k.Close() }()
	var key []byte
	i := 0
	for b.Loop() {
		if i == benchKeys {
			k.Close()
			k, i = New(Options{}), 0
		}
		key = benchKey(key[:0], i)
		i++
		h := k.Hash(key)
		shard := k.Shard(k.ShardOf(h))
		shard.Lock()
		shard.Space(0).Set(h, key, TypeString, EncEmbstr, value, 0)
		shard.Unlock()
	}
}
