package resp

import (
	"bytes"
	"reflect"
	"slices"
	"testing"
)

// Whatever the bytes, the way they were cut into pieces makes no difference.
func FuzzParser(f *testing.F) {
	for _, test := range requests {
		f.Add([]byte(test.in), uint8(3), test.limits.Unauthenticated)
	}
	f.Fuzz(func(t *testing.T, in []byte, size uint8, unauthenticated bool) {
		limits := Limits{MaxBulkBytes: 1 << 20, MaxInlineBytes: 100, Unauthenticated: unauthenticated}
		want, wantErr := parseChunks(t, limits, [][]byte{in})
		for _, size := range []int{1, int(size) + 1} {
			got, err := parseChunks(t, limits, slices.Collect(slices.Chunk(in, size)))
			if !slices.EqualFunc(got, want, slices.Equal) || err != wantErr {
				t.Fatalf("in chunks of %d: got %q, %v; whole: %q, %v", size, got, err, want, wantErr)
			}
		}
	})
}

// Whatever decodes can be written and decodes again to the same.
func FuzzDecode(f *testing.F) {
	for _, test := range decoded {
		f.Add([]byte(test.in))
	}
	f.Fuzz(func(t *testing.T, in []byte) {
		v, n, err := Decode(in)
		if n == 0 {
			return
		}
		if err != nil || n > len(in) {
			t.Fatalf("took %d of %d bytes, %v", n, len(in), err)
		}
		v.AppendText(nil)
		var w Writer
		w.SetProto(3)
		writeValue(&w, v)
		again, m, err := Decode(w.Bytes())
		if m != w.Len() || err != nil {
			t.Fatalf("wrote %q, decoded %d, %v", w.Bytes(), m, err)
		}
		var w2 Writer
		w2.SetProto(3)
		writeValue(&w2, again)
		if !bytes.Equal(w.Bytes(), w2.Bytes()) || !sameShape(v, again) {
			t.Fatalf("%q became %q", w.Bytes(), w2.Bytes())
		}
	})
}

func writeValue(w *Writer, v Value) {
	switch v.Kind {
	case Null:
		w.Null()
	case Simple:
		w.Simple(string(v.Str))
	case Error:
		w.Error(string(v.Str))
	case Int:
		w.Int(v.Int)
	case Bulk:
		w.Bulk(v.Str)
	case Array:
		w.Array(len(v.Elems))
	case Map:
		w.Map(len(v.Elems) / 2)
	case Set:
		w.Set(len(v.Elems))
	case Push:
		w.Push(len(v.Elems))
	case Double:
		w.Double(v.Double)
	case Bool:
		w.Bool(v.Int == 1)
	case BigNumber:
		w.BigNumber(string(v.Str))
	case Verbatim:
		w.Verbatim(string(v.Format[:]), string(v.Str))
	}
	for _, elem := range v.Elems {
		writeValue(w, elem)
	}
}

// sameShape compares values but for doubles, whose texts may differ.
func sameShape(a, b Value) bool {
	if a.Kind == Double {
		return b.Kind == Double
	}
	elemsA, elemsB := a.Elems, b.Elems
	a.Elems, b.Elems = nil, nil
	return reflect.DeepEqual(a, b) && slices.EqualFunc(elemsA, elemsB, sameShape)
}
