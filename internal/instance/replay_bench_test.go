package instance

import (
	"context"
	"fmt"
	"math/rand/v2"
	"testing"

	"github.com/cockroachdb/pebble/v2/vfs"

	"github.com/holdfast-db/holdfast/internal/config"
	"github.com/holdfast-db/holdfast/internal/resp"
)

// BenchmarkReplay starts on a log of a million changes: to as many keys, or to one big collection.
func BenchmarkReplay(b *testing.B) {
	const changes, depth = 1_000_000, 100
	for _, bench := range []struct {
		name, reply string
		command     func(name, value []byte) [][]byte
	}{
		{"SET", "+OK\r\n", func(name, value []byte) [][]byte { return [][]byte{[]byte("SET"), name, value} }},
		{"HSET", ":1\r\n", func(name, value []byte) [][]byte { return [][]byte{[]byte("HSET"), []byte("hash"), name, value} }},
		{"SADD", ":1\r\n", func(name, _ []byte) [][]byte { return [][]byte{[]byte("SADD"), []byte("set"), name} }},
		{"ZADD", ":1\r\n", func(name, value []byte) [][]byte {
			return [][]byte{[]byte("ZADD"), []byte("zset"), value[26:], name}
		}},
	} {
		b.Run(bench.name, func(b *testing.B) {
			cfg := config.New()
			if err := cfg.Load(vfs.Default, nil, []string{"--dir", b.TempDir(), "--appendfsync", "no"}); err != nil {
				b.Fatal(err)
			}
			start := func() *Instance {
				in, err := Open(cfg, Environment{FS: vfs.Default, ManualCron: true})
				if err != nil {
					b.Fatal(err)
				}
				return in
			}
			in, order := start(), rand.New(rand.NewPCG(1, 1)).Perm(changes)
			c := in.Dial()
			for i := 0; i < changes; i += depth {
				pipeline(b, c, depth, len(bench.reply), func(j int) []byte {
					n := order[i+j]
					return resp.AppendCommand(nil, bench.command(fmt.Appendf(nil, "name:%08d", n), fmt.Appendf(nil, "%032d", n*7919%changes))...)
				})
			}
			for range b.N {
				b.StopTimer()
				if err := in.Close(context.Background()); err != nil {
					b.Fatal(err)
				}
				b.StartTimer()
				in = start()
			}
			b.StopTimer()
			b.ReportMetric(float64(b.Elapsed().Nanoseconds())/float64(b.N)/changes, "ns/change")
			if err := in.Close(context.Background()); err != nil {
				b.Fatal(err)
			}
		})
	}
}
