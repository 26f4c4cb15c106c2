package instance

import (
	"context"
	"fmt"
	"io"
	"net"
	"testing"

	"github.com/cockroachdb/pebble/v2/vfs"

	"github.com/holdfast-db/holdfast/internal/config"
	"github.com/holdfast-db/holdfast/internal/resp"
)

// BenchmarkCold asks for keys that memory knows nothing of: absent ones, new ones to be set, and ones that are on disk.
func BenchmarkCold(b *testing.B) {
	const keys = 200_000
	cfg := config.New()
	if err := cfg.Load(vfs.Default, nil, []string{"--dir", b.TempDir(), "--appendfsync", "no"}); err != nil {
		b.Fatal(err)
	}
	in, err := Open(cfg, Environment{FS: vfs.Default, ManualCron: true})
	if err != nil {
		b.Fatal(err)
	}
	defer func() { _ = in.Close(context.Background()) }()
	c, value := in.Dial(), make([]byte, 200)
	set := func(name string, i int) []byte {
		return resp.AppendCommand(nil, []byte("SET"), fmt.Append(nil, name, i%keys), value)
	}
	const okBytes, nullBytes, valueBytes = len("+OK\r\n"), len("$-1\r\n"), len("$200\r\n\r\n") + 200
	for i := 0; i < keys; i += 100 {
		pipeline(b, c, 100, okBytes, func(j int) []byte { return set("key:", i+j) })
	}
	for _, bench := range []struct {
		name       string
		replyBytes int
		command    func(i int) []byte
	}{
		{"absent", nullBytes, func(i int) []byte { return resp.AppendCommand(nil, []byte("GET"), fmt.Append(nil, "no:", i)) }},
		{"new", okBytes, func(i int) []byte { return set("new:", i) }},
		{"on disk", valueBytes, func(i int) []byte {
			return resp.AppendCommand(nil, []byte("GET"), fmt.Append(nil, "key:", i*7919%keys))
		}},
	} {
		for _, depth := range []int{1, 16} {
			b.Run(fmt.Sprint(bench.name, "/", depth), func(b *testing.B) {
				for i := 0; i < b.N; i += depth {
					if i%(keys/2) < depth {
						b.StopTimer()
						if err := in.engine.Unload(); err != nil {
							b.Fatal(err)
						}
						b.StartTimer()
					}
					pipeline(b, c, depth, bench.replyBytes, func(j int) []byte { return bench.command(i + j) })
				}
			})
		}
	}
}

// pipeline sends some commands at once and reads their replies.
func pipeline(b *testing.B, c net.Conn, n, replyBytes int, command func(i int) []byte) {
	var sent []byte
	for i := range n {
		sent = append(sent, command(i)...)
	}
	if _, err := c.Write(sent); err != nil {
		b.Fatal(err)
	}
	if _, err := io.ReadFull(c, make([]byte, n*replyBytes)); err != nil {
		b.Fatal(err)
	}
}
