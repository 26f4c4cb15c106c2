package rdb

import (
	"bytes"
	"fmt"
	"io"
	"slices"
	"testing"
)

// BenchmarkFile writes and reads a file of strings, and one of small hashes.
func BenchmarkFile(b *testing.B) {
	const keys = 10_000
	var pairs [][]byte
	for i := range 10 {
		pairs = append(pairs, fmt.Appendf(nil, "field%d", i), fmt.Appendf(nil, "a value %d", i))
	}
	for name, value := range map[string][]byte{
		"strings": AppendString([]byte{byte(TypeString)}, bytes.Repeat([]byte{'x'}, 64)),
		"hashes":  AppendListpack([]byte{byte(TypeHashListpack)}, slices.Values(pairs)),
	} {
		var file bytes.Buffer
		write := func() {
			file.Reset()
			w, err := NewFileWriter(&file, Version)
			if err != nil {
				b.Fatal(err)
			}
			for i := range keys {
				_ = w.Key(fmt.Appendf(nil, "key:%08d", i), 0, value)
			}
			if err := w.Close(); err != nil {
				b.Fatal(err)
			}
		}
		b.Run("write "+name, func(b *testing.B) {
			for b.Loop() {
				write()
			}
			b.SetBytes(int64(file.Len()))
		})
		write()
		b.Run("read "+name, func(b *testing.B) {
			b.SetBytes(int64(file.Len()))
			for b.Loop() {
				f, err := NewFileReader(bytes.NewReader(file.Bytes()), FileReaderOptions{})
				for err == nil {
					_, err = f.Next()
				}
				if err != io.EOF {
					b.Fatal(err)
				}
			}
		})
	}
}
