package sorting

import (
	"bytes"
	"testing"
)

func TestChunks(t *testing.T) {
	short, long := []byte("x"), bytes.Repeat([]byte("x"), 30<<10)
	huge := bytes.Repeat([]byte("x"), 2*chunkBytes)
	for _, test := range []struct {
		name   string
		values [][]byte
		want   []int
	}{
		{"one", [][]byte{short}, []int{1}},
		{"many", bytes.SplitAfter(bytes.Repeat(short, 300), nil), []int{128, 128, 44}},
		{"long", [][]byte{long, long, long, short, long}, []int{2, 3}},
		{"huge", [][]byte{short, huge, huge, short}, []int{1, 1, 1, 1}},
	} {
		values := test.values
		for _, want := range test.want {
			if got := chunkLen(values); got != want {
				t.Fatalf("%s: a chunk of %d, want %d", test.name, got, want)
			}
			values = values[want:]
		}
		if len(values) != 0 {
			t.Errorf("%s: %d values are left", test.name, len(values))
		}
	}
}
