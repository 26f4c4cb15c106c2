package lsm

import (
	"bytes"
	"encoding/binary"
	"errors"
	"reflect"
	"testing"
)

func TestMetaVersion(t *testing.T) {
	b := AppendMeta(nil, Meta{})
	binary.LittleEndian.PutUint32(b, 2)
	binary.LittleEndian.PutUint32(b[len(b)-4:], castagnoli(b[:len(b)-4]))
	if _, err := DecodeMeta(b); !errors.Is(err, ErrVersion) {
		t.Errorf("got %v", err)
	}
}

// FuzzMeta decodes anything; what decodes must encode to the same bytes. The
// checksum is made right, or the fuzzer would never come past it.
func FuzzMeta(f *testing.F) {
	f.Add([]byte{})
	f.Add(AppendMeta(nil, Meta{}))
	f.Add(AppendMeta(nil, Meta{
		LSN: 1, Seed: 2, NextContainer: 3, NextGeneration: 4, SavedAtMillis: 5,
		Databases: []Database{{1, 2, 3}, {4, 5, 6}}, Libraries: []byte("library"),
	}))
	f.Fuzz(func(t *testing.T, b []byte) {
		if len(b) >= 8 {
			binary.LittleEndian.PutUint32(b[len(b)-4:], castagnoli(b[:len(b)-4]))
		}
		m, err := DecodeMeta(b)
		if err != nil {
			if !errors.Is(err, ErrCorrupt) && !errors.Is(err, ErrVersion) {
				t.Fatalf("error of another kind: %v", err)
			}
			return
		}
		again := AppendMeta(nil, m)
		if !bytes.Equal(again, b) {
			t.Fatalf("%x decodes to %+v, which encodes to %x", b, m, again)
		}
		if m2, err := DecodeMeta(again); err != nil || !reflect.DeepEqual(m, m2) {
			t.Fatalf("%+v came back as %+v, %v", m, m2, err)
		}
	})
}

// FuzzRecordHeader decodes anything; what decodes must encode to the same bytes.
func FuzzRecordHeader(f *testing.F) {
	f.Add([]byte{})
	f.Add(AppendRecordHeader(nil, Header{Kind: 0x12, Access: 0xABCDEF}))
	f.Add(AppendRecordHeader(nil, Header{Kind: 0x12, Access: 1, ExpireAt: 1 << 40}))
	f.Fuzz(func(t *testing.T, b []byte) {
		h, value, err := DecodeRecordHeader(b)
		if err != nil {
			if !errors.Is(err, ErrCorrupt) {
				t.Fatalf("error of another kind: %v", err)
			}
			return
		}
		if again := append(AppendRecordHeader(nil, h), value...); !bytes.Equal(again, b) {
			t.Fatalf("%x decodes to %+v, which encodes to %x", b, h, again)
		}
	})
}
