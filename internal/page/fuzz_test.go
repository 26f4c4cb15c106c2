package page

import (
	"bytes"
	"testing"
)

// FuzzPacked reads hostile bytes in every way there is. What passes Check must
// be exactly what the encoder writes, and every edit of it must pass too.
func FuzzPacked(f *testing.F) {
	for s := Items; s <= IDs; s++ {
		var b []byte
		for i := range 5 {
			e := Entry{Key: Int(int64(i) * 1000), Value: item("value"), Score: float64(i) / 2, ID: ID{1, uint64(i)}, ExpireAt: int64(i) * 1e12}
			b, _ = Pack(s, b).Insert(nil, Pack(s, b).End(), &e)
		}
		f.Add(uint8(s), b, []byte("key"))
	}
	f.Fuzz(func(t *testing.T, shape uint8, b, key []byte) {
		s := Shape(shape)
		p := Pack(s, b)
		if len(key) > FarLen {
			return
		}
		e := Entry{Key: Text(key), Value: Text(key), Score: float64(len(key)) / 4, ID: ID{Lo: uint64(len(key))}}
		k := BoundOf(&e)
		pos, found, findErr := p.Find(e.Key)
		place, seekErr := p.Seek(&k)
		_, _ = p.NextExpiry()
		_, _ = p.Delete(nil, p.Start(), p.Len()/2)
		if p.Check() != nil {
			return
		}
		if s == Items || s == Pairs {
			again(t, s, b, pos, found, findErr, &e)
		} else {
			again(t, s, b, place.Pos, place.Found, seekErr, &e)
		}
	})
}

// again checks what may be expected of a sound page and an edit of it.
func again(t *testing.T, s Shape, b []byte, pos int, found bool, err error, e *Entry) {
	if err != nil {
		t.Fatalf("search in a sound page: %v", err)
	}
	p := Pack(s, b)
	var copied []byte
	for _, e := range entriesOf(t, p) {
		copied = s.Append(copied, &e)
	}
	if p.Len() > 0 && !bytes.Equal(copied, b[packedHeader:]) {
		t.Fatalf("%x reads as %x", b, copied)
	}
	edited, err := p.Insert(nil, pos, e)
	if found {
		edited, err = p.Replace(nil, pos, e)
	}
	if err != nil {
		t.Fatal(err)
	}
	if err := Pack(s, edited).Check(); err != nil {
		t.Fatalf("edited page: %v", err)
	}
}
