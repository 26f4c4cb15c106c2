package lsm

import (
	"encoding/binary"
	"fmt"
	"math/rand/v2"
	"strconv"
	"testing"
)

// compressible fills b with text that looks like stored values: JSON with
// digits that differ.
func compressible(b []byte, rng *rand.Rand) {
	for i := 0; i < len(b); {
		i += copy(b[i:], fmt.Sprintf(`{"id":%d,"name":"user-%d","score":%d},`, rng.Uint32(), rng.IntN(1e6), rng.IntN(1000)))
	}
}

func benchKey(buf []byte, n uint64) []byte {
	return strconv.AppendUint(append(buf, "user:"...), 1e12+n*0x9E3779B97F4A7C15%1e12, 10)
}

func openBench(b *testing.B) *Store {
	s, err := Open(b.TempDir(), quiet(nil))
	must(b, err)
	b.Cleanup(func() { must(b, s.Close()) })
	return s
}

// BenchmarkCommit builds, commits and flushes 64 MiB at a time.
func BenchmarkCommit(b *testing.B) {
	const batchBytes = 64 << 20
	rng := rand.New(rand.NewPCG(1, 2))
	fill := map[string]func(batch *Batch, n uint64, value []byte){
		"records of 300": func(batch *Batch, n uint64, value []byte) {
			var key [32]byte
			batch.SetRecord(1, benchKey(key[:0], n), value[n%1000:][:300])
		},
		"pages of 2048": func(batch *Batch, n uint64, value []byte) {
			batch.SetPage(1, n*0x9E3779B97F4A7C15>>54, uint32(n), value[n%1000:][:2048])
		},
	}
	for name, set := range fill {
		b.Run(name, func(b *testing.B) {
			value := make([]byte, 4096)
			compressible(value, rng)
			clear(value[:headerLen])
			s, n := openBench(b), uint64(0)
			b.SetBytes(batchBytes)
			for b.Loop() {
				batch := s.NewBatch(batchBytes)
				for batch.SizeBytes() < batchBytes {
					set(batch, n, value)
					n++
				}
				must(b, s.Commit(batch, Meta{}))
				must(b, s.Flush())
			}
			m := s.Metrics()
			b.ReportMetric(float64(m.DiskBytes)/float64(b.N)/batchBytes, "disk/byte")
			b.ReportMetric(float64(m.CompactedBytes+m.FlushedBytes)/float64(b.N)/batchBytes, "written/byte")
			b.ReportMetric(float64(m.WriteStalls), "stalls")
		})
	}
}

// BenchmarkRecord reads records of 300 bytes from a store of 2 million of them.
func BenchmarkRecord(b *testing.B) {
	const records = 2_000_000
	s := openBench(b)
	rng := rand.New(rand.NewPCG(1, 2))
	value := make([]byte, 300)
	batch := s.NewBatch(64 << 20)
	for n := range uint64(records) {
		compressible(value, rng)
		clear(value[:headerLen])
		var key [32]byte
		batch.SetRecord(1, benchKey(key[:0], n), value)
		if batch.SizeBytes() > 60<<20 || n == records-1 {
			must(b, s.Commit(batch, Meta{}))
			must(b, s.Flush())
			batch = s.NewBatch(64 << 20)
		}
	}
	must(b, s.db.Compact(b.Context(), metaKey(), []byte{keyDue + 1}, true))
	m := s.Metrics()
	b.Logf("%.1f MB on disk in %d tables", float64(m.DiskBytes)/1e6, m.Tables)
	read := func(name string, key func(buf []byte) []byte, want bool) {
		b.Run(name, func(b *testing.B) {
			var buf [32]byte
			dst := make([]byte, 0, 1024)
			b.ReportAllocs()
			for b.Loop() {
				_, found, err := s.Record(1, key(buf[:0]), dst[:0])
				if err != nil || found != want {
					b.Fatal(found, err)
				}
			}
		})
	}
	read("absent", func(buf []byte) []byte { return append(benchKey(buf, rng.Uint64N(records)), 'x') }, false)
	read("cold", func(buf []byte) []byte { return benchKey(buf, rng.Uint64N(records)) }, true)
	read("cached", func(buf []byte) []byte { return benchKey(buf, rng.Uint64N(1000)) }, true)
	b.Run("random", func(b *testing.B) {
		for b.Loop() {
			if _, found, err := s.Random(1, rng); err != nil || !found {
				b.Fatal(found, err)
			}
		}
	})
}

// BenchmarkSetRecord fills a batch that has the room.
func BenchmarkSetRecord(b *testing.B) {
	s := openMem(b)
	batch := s.NewBatch(64 << 20)
	key, value := []byte("user:000000000000"), make([]byte, 300)
	b.ReportAllocs()
	for n := 0; b.Loop(); n++ {
		if batch.SizeBytes() > 63<<20 {
			b.StopTimer()
			batch = s.NewBatch(64 << 20)
			b.StartTimer()
		}
		binary.BigEndian.PutUint64(key[5:], uint64(n))
		batch.SetRecord(1, key, value)
	}
}
