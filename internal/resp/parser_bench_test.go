package resp

import (
	"bytes"
	"testing"
)

func BenchmarkParser(b *testing.B) {
	value := func(n int) []byte { return bytes.Repeat([]byte{'v'}, n) }
	key := []byte("key:000000000016")
	for _, bench := range []struct {
		name    string
		request []byte
	}{
		{"SET 16B 32B", AppendCommand(nil, []byte("SET"), key, value(32))},
		{"SET 16B 256B", AppendCommand(nil, []byte("SET"), key, value(256))},
		{"GET 16B", AppendCommand(nil, []byte("GET"), key)},
		{"GET 3B", AppendCommand(nil, []byte("GET"), []byte("key"))},
		{"inline PING", []byte("PING\r\n")},
	} {
		b.Run(bench.name, func(b *testing.B) {
			const pipeline = 16
			buf := bytes.Repeat(bench.request, pipeline)
			p := NewParser(Limits{})
			b.ReportAllocs()
			for b.Loop() {
				for rest := buf; len(rest) > 0; {
					_, n, err := p.Next(rest)
					if n == 0 || err != nil {
						b.Fatal(n, err)
					}
					rest = rest[n:]
				}
			}
			b.ReportMetric(float64(b.Elapsed().Nanoseconds())/float64(b.N)/pipeline, "ns/command")
		})
	}
}
