package resp

import (
	"bytes"
	"math"
	"testing"
)

// replies are what each method writes in the two versions of the protocol.
var replies = []struct {
	name         string
	write        func(*Writer)
	resp2, resp3 string
}{
	{"Simple", func(w *Writer) { w.Simple("Background saving started") }, "+Background saving started\r\n", ""},
	{"Simple broken", func(w *Writer) { w.Simple("a\r\nb") }, "+a  b\r\n", ""},
	{"OK", (*Writer).OK, "+OK\r\n", ""},
	{"Error", func(w *Writer) { w.Error("ERR no") }, "-ERR no\r\n", ""},
	{"Error broken", func(w *Writer) { w.Error("ERR a\nb\r") }, "-ERR a b \r\n", ""},
	{"Int 0", func(w *Writer) { w.Int(0) }, ":0\r\n", ""},
	{"Int 42", func(w *Writer) { w.Int(42) }, ":42\r\n", ""},
	{"Int 100", func(w *Writer) { w.Int(100) }, ":100\r\n", ""},
	{"Int least", func(w *Writer) { w.Int(math.MinInt64) }, ":-9223372036854775808\r\n", ""},
	{"Bulk", func(w *Writer) { w.Bulk([]byte("a\r\nb")) }, "$4\r\na\r\nb\r\n", ""},
	{"Bulk empty", func(w *Writer) { w.Bulk(nil) }, "$0\r\n\r\n", ""},
	{"BulkString", func(w *Writer) { w.BulkString("xxxxxxxxxxxx") }, "$12\r\nxxxxxxxxxxxx\r\n", ""},
	{"BulkInt", func(w *Writer) { w.BulkInt(math.MinInt64) }, "$20\r\n-9223372036854775808\r\n", ""},
	{"Null", (*Writer).Null, "$-1\r\n", "_\r\n"},
	{"NullArray", (*Writer).NullArray, "*-1\r\n", "_\r\n"},
	{"Array", func(w *Writer) { w.Array(3) }, "*3\r\n", ""},
	{"Map", func(w *Writer) { w.Map(6) }, "*12\r\n", "%6\r\n"},
	{"Set", func(w *Writer) { w.Set(2) }, "*2\r\n", "~2\r\n"},
	{"Push", func(w *Writer) { w.Push(3) }, "*3\r\n", ">3\r\n"},
	{"Double", func(w *Writer) { w.Double(3.25) }, "$4\r\n3.25\r\n", ",3.25\r\n"},
	{"Double infinite", func(w *Writer) { w.Double(math.Inf(-1)) }, "$4\r\n-inf\r\n", ",-inf\r\n"},
	{"Bool true", func(w *Writer) { w.Bool(true) }, ":1\r\n", "#t\r\n"},
	{"Bool false", func(w *Writer) { w.Bool(false) }, ":0\r\n", "#f\r\n"},
	{"BigNumber", func(w *Writer) { w.BigNumber("-123") }, "$4\r\n-123\r\n", "(-123\r\n"},
	{"Verbatim", func(w *Writer) { w.Verbatim("txt", "a\nb") }, "$3\r\na\nb\r\n", "=7\r\ntxt:a\nb\r\n"},
	{"Raw", func(w *Writer) { w.Raw([]byte("+x\r\n")) }, "+x\r\n", ""},
}

func TestWriter(t *testing.T) {
	for _, test := range replies {
		want := map[int]string{2: test.resp2, 3: test.resp3}
		if test.resp3 == "" {
			want[3] = test.resp2
		}
		for version, want := range want {
			var w Writer
			w.SetProto(version)
			test.write(&w)
			if got := string(w.Bytes()); got != want || w.Len() != len(want) || w.Proto() != version {
				t.Errorf("%s in RESP%d: got %q (%d), want %q", test.name, w.Proto(), got, w.Len(), want)
			}
		}
	}
}

func TestWriterDoesNotAllocate(t *testing.T) {
	for _, test := range replies {
		for _, version := range []int{2, 3} {
			var w Writer
			w.SetProto(version)
			allocs := testing.AllocsPerRun(100, func() {
				test.write(&w)
				w.Reset()
			})
			if allocs != 0 {
				t.Errorf("%s in RESP%d: %v allocations", test.name, version, allocs)
			}
		}
	}
}

func TestAppendCommandDoesNotAllocate(t *testing.T) {
	dst := make([]byte, 0, 100)
	set, key := []byte("SET"), []byte("key")
	allocs := testing.AllocsPerRun(100, func() {
		AppendCommand(dst, set, key, key)
		AppendCommandStrings(dst, "DEL", "key")
		AppendDouble(dst, 1.5e-300)
	})
	if allocs != 0 {
		t.Errorf("%v allocations", allocs)
	}
}

func TestWriterTruncate(t *testing.T) {
	var w Writer
	w.OK()
	w.OK()
	w.Consume(5)
	mark := w.Len()
	w.Array(2)
	w.Int(1)
	w.Truncate(mark)
	w.Error("ERR failed")
	if got := string(w.Bytes()); got != "+OK\r\n-ERR failed\r\n" {
		t.Errorf("got %q", got)
	}
}

func TestWriterConsume(t *testing.T) {
	var w Writer
	var want []byte
	for i := range 1000 {
		w.Int(int64(i))
		want = AppendInt(want, int64(i))
		n := i % (w.Len() + 1)
		w.Consume(n)
		want = want[n:]
		if !bytes.Equal(w.Bytes(), want) {
			t.Fatalf("round %d: got %q, want %q", i, w.Bytes(), want)
		}
	}
	w.Consume(w.Len())
	if w.Len() != 0 || w.start != 0 {
		t.Errorf("%d bytes left at %d", w.Len(), w.start)
	}
}

// Sending a large backlog in small pieces must not move it again and again.
func TestWriterConsumeMovesLittle(t *testing.T) {
	var w Writer
	w.Raw(make([]byte, 1<<20))
	moved := 0
	for w.Len() > 0 {
		before := w.start
		w.Consume(min(w.Len(), 1000))
		if w.start < before {
			moved += w.Len()
		}
	}
	if moved > 1<<20 {
		t.Errorf("moved %d bytes to send %d", moved, 1<<20)
	}
}

func TestWriterLetsGo(t *testing.T) {
	var w Writer
	w.Raw(make([]byte, 1000))
	w.Consume(1000)
	if cap(w.buf) == 0 {
		t.Error("a small buffer was dropped")
	}
	w.Raw(make([]byte, keepWriterBytes+1))
	w.Consume(w.Len())
	if cap(w.buf) != 0 {
		t.Errorf("a buffer of %d bytes was kept", cap(w.buf))
	}
}

func BenchmarkWriter(b *testing.B) {
	value := make([]byte, 32)
	for _, bench := range []struct {
		name  string
		write func(*Writer)
	}{
		{"OK", (*Writer).OK},
		{"Bulk 32B", func(w *Writer) { w.Bulk(value) }},
		{"Int", func(w *Writer) { w.Int(123456) }},
		{"Double", func(w *Writer) { w.Double(1234.5678) }},
	} {
		b.Run(bench.name, func(b *testing.B) {
			var w Writer
			b.ReportAllocs()
			for b.Loop() {
				bench.write(&w)
				if w.Len() > 16<<10 {
					w.Reset()
				}
			}
		})
	}
}

// TestWriterBorrows has replies in bulk lie in a large buffer that another Writer gets afterwards, and keeps the small
// buffer.
func TestWriterBorrows(t *testing.T) {
	var shared Buffers
	var w Writer
	w.Share(&shared)
	w.Raw(make([]byte, keepWriterBytes)) // its own may be as large as that
	small := &w.buf[0]
	w.Truncate(0)
	value := bytes.Repeat([]byte("v"), 10_000)
	var want []byte
	for range 2 {
		want = want[:0]
		for range 100 {
			w.Ready()
			w.Bulk(value)
			want = AppendBulk(want, value)
		}
		if !bytes.Equal(w.Bytes(), want) {
			t.Fatal("the replies are others")
		}
		w.Consume(w.Len() / 2)
		w.Consume(w.Len())
		if w.wide != nil || w.Len() != 0 {
			t.Fatal("kept what it has borrowed")
		}
	}
	w.OK() // as long as Ready was not called
	if &w.buf[0] != small {
		t.Error("lost its own buffer")
	}
	w.Consume(w.Len())
	if w.Ready(); w.wide != nil {
		t.Error("borrowed for nothing")
	}
}
