package resp

import (
	"bytes"
	"errors"
	"io"
	"math"
	"reflect"
	"strings"
	"testing"
	"testing/iotest"
)

// decoded are encoded replies and what they mean.
var decoded = []struct {
	in   string
	want Value
}{
	{"+OK\r\n", Value{Kind: Simple, Str: []byte("OK")}},
	{"+\r\n", Value{Kind: Simple, Str: []byte{}}},
	{"-ERR no\r\n", Value{Kind: Error, Str: []byte("ERR no")}},
	{":-5\r\n", Value{Kind: Int, Int: -5}},
	{":9223372036854775807\r\n", Value{Kind: Int, Int: math.MaxInt64}},
	{"$4\r\na\r\nb\r\n", Value{Kind: Bulk, Str: []byte("a\r\nb")}},
	{"$0\r\n\r\n", Value{Kind: Bulk, Str: []byte{}}},
	{"$-1\r\n", Value{Kind: Null}},
	{"*-1\r\n", Value{Kind: Null}},
	{"_\r\n", Value{Kind: Null}},
	{",1.50\r\n", Value{Kind: Double, Double: 1.5, Str: []byte("1.50")}},
	{",-inf\r\n", Value{Kind: Double, Double: math.Inf(-1), Str: []byte("-inf")}},
	{"#t\r\n", Value{Kind: Bool, Int: 1}},
	{"#f\r\n", Value{Kind: Bool}},
	{"(-12345678901234567890\r\n", Value{Kind: BigNumber, Str: []byte("-12345678901234567890")}},
	{"=5\r\ntxt:a\r\n", Value{Kind: Verbatim, Format: [3]byte{'t', 'x', 't'}, Str: []byte("a")}},
	{"*0\r\n", Value{Kind: Array, Elems: []Value{}}},
	{"*2\r\n*1\r\n:1\r\n_\r\n", Value{Kind: Array, Elems: []Value{
		{Kind: Array, Elems: []Value{{Kind: Int, Int: 1}}}, {Kind: Null}}}},
	{"%1\r\n+k\r\n:1\r\n", Value{Kind: Map, Elems: []Value{{Kind: Simple, Str: []byte("k")}, {Kind: Int, Int: 1}}}},
	{"~1\r\n:1\r\n", Value{Kind: Set, Elems: []Value{{Kind: Int, Int: 1}}}},
	{">1\r\n:1\r\n", Value{Kind: Push, Elems: []Value{{Kind: Int, Int: 1}}}},
}

func TestDecode(t *testing.T) {
	for _, test := range decoded {
		buf := []byte(test.in + "+next\r\n")
		got, n, err := Decode(buf)
		if !reflect.DeepEqual(got, test.want) || n != len(test.in) || err != nil {
			t.Errorf("%q: got %+v, %d, %v; want %+v", test.in, got, n, err, test.want)
		}
		for end := range len(test.in) {
			if _, n, err := Decode(buf[:end]); n != 0 || err != nil {
				t.Errorf("%q: got %d, %v; want incomplete", buf[:end], n, err)
			}
		}
	}
}

func TestDecodeNaN(t *testing.T) {
	if got, _, err := Decode([]byte(",nan\r\n")); !math.IsNaN(got.Double) || err != nil {
		t.Errorf("got %+v, %v", got, err)
	}
}

func TestDecodeRefuses(t *testing.T) {
	for _, test := range []struct {
		in  string
		err error
	}{
		{"x", ErrReplyType},
		{"*1\r\n?", ErrReplyType},
		{"+a\rb\r\n", ErrReplyLine},
		{"+a\nb\r\n", ErrReplyLine},
		{"+" + strings.Repeat("a", MaxReplyLineBytes+1), ErrReplyLine},
		{"$1\r\nabc", ErrReplyLine},
		{"$x\r\n", ErrReplyLength},
		{"$-2\r\n", ErrReplyLength},
		{"$1073741825\r\n", ErrReplyLength},
		{"*2147483648\r\n", ErrReplyLength},
		{"%1073741824\r\n", ErrReplyLength},
		{"%-1\r\n", ErrReplyLength},
		{":1.5\r\n", ErrReplyValue},
		{",x\r\n", ErrReplyValue},
		{"#x\r\n", ErrReplyValue},
		{"_x\r\n", ErrReplyValue},
		{"(\r\n", ErrReplyValue},
		{"(-\r\n", ErrReplyValue},
		{"(1x\r\n", ErrReplyValue},
		{"=3\r\ntxt\r\n", ErrReplyValue},
		{"=4\r\ntxtx\r\n", ErrReplyValue},
		{strings.Repeat("*1\r\n", MaxReplyDepth+1), ErrReplyDepth},
	} {
		if _, n, err := Decode([]byte(test.in)); n != 0 || err != test.err {
			t.Errorf("%.20q: got %d, %v; want %v", test.in, n, err, test.err)
		}
	}
}

func TestDecodeDeepest(t *testing.T) {
	in := strings.Repeat("*1\r\n", MaxReplyDepth) + "_\r\n"
	if _, n, err := Decode([]byte(in)); n != len(in) || err != nil {
		t.Errorf("got %d, %v", n, err)
	}
}

func TestReader(t *testing.T) {
	var stream []byte
	for _, test := range decoded {
		stream = append(stream, test.in...)
	}
	for _, src := range []io.Reader{bytes.NewReader(stream), iotest.OneByteReader(bytes.NewReader(stream)), iotest.DataErrReader(bytes.NewReader(stream))} {
		r := NewReader(src)
		var got []Value
		for range decoded {
			v, err := r.Next()
			if err != nil {
				t.Fatal(err)
			}
			got = append(got, v)
		}
		for i, test := range decoded {
			if !reflect.DeepEqual(got[i], test.want) {
				t.Errorf("%q: got %+v, want %+v", test.in, got[i], test.want)
			}
		}
		if _, err := r.Next(); err != io.EOF {
			t.Errorf("at the end: %v", err)
		}
	}
}

func TestReaderErrors(t *testing.T) {
	broken := errors.New("broken")
	for _, test := range []struct {
		src io.Reader
		err error
	}{
		{strings.NewReader(""), io.EOF},
		{strings.NewReader("*2\r\n:1\r\n"), io.ErrUnexpectedEOF},
		{strings.NewReader("x"), ErrReplyType},
		{strings.NewReader("#x\r\n"), ErrReplyValue},
		{iotest.ErrReader(broken), broken},
	} {
		if _, err := NewReader(test.src).Next(); err != test.err {
			t.Errorf("got %v, want %v", err, test.err)
		}
	}
}

func TestReaderLetsGo(t *testing.T) {
	in := AppendBulk(nil, make([]byte, 1<<20))
	r := NewReader(bytes.NewReader(in))
	if v, err := r.Next(); len(v.Str) != 1<<20 || err != nil {
		t.Fatal(len(v.Str), err)
	}
	if r.buf != nil {
		t.Errorf("a buffer of %d bytes was kept", cap(r.buf))
	}
}

func BenchmarkDecode(b *testing.B) {
	for _, in := range []string{"+OK\r\n", "$10\r\n0123456789\r\n", "*3\r\n:1\r\n$1\r\na\r\n_\r\n"} {
		b.Run(strings.ReplaceAll(in, "\r\n", " "), func(b *testing.B) {
			buf := []byte(in)
			b.ReportAllocs()
			for b.Loop() {
				if _, n, err := Decode(buf); n == 0 || err != nil {
					b.Fatal(n, err)
				}
			}
		})
	}
}
