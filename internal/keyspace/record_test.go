package keyspace

import (
	"encoding/hex"
	"strings"
	"testing"
)

// The bytes are those of docs/format/record.md.
func TestRecordBytes(t *testing.T) {
	for _, c := range []struct {
		name string
		kind Type
		enc  Encoding
		key  string
		val  string
		at   int64
		want string // header, or all
	}{
		{"short", TypeString, EncEmbstr, "key", "value", 0, "02 00 563412 05 03 05 6b6579 76616c7565"},
		{"empty", TypeStream, 3, "", "", 0, "53 00 563412 05 00 00"},
		{"expiring", TypeHash, 1, "k", "v", 0x0102030405060708, "41 01 563412 05 01 01 0807060504030201 6b 76"},
		{"longest short", TypeList, 0, "k", strings.Repeat("v", 127), 0, "10 00 563412 05 01 7f 6b 76"},
		{"long", TypeZSet, 15, "k", strings.Repeat("v", 300), 1, "3f 01 563412 05 01 ac02 0100000000000000 6b 76"},
		{"long key", TypeSet, 0, strings.Repeat("k", 128), "v", 0, "20 00 563412 05 8001 01 6b"},
	} {
		t.Run(c.name, func(t *testing.T) {
			s := newTestSpace(t)
			set(s, c.key, "before", 0).SetAccess(0x123456)
			rec := s.Set(testHash([]byte(c.key)), []byte(c.key), c.kind, c.enc, []byte(c.val), c.at)
			want := strings.ReplaceAll(c.want, " ", "")
			if got := hex.EncodeToString(rec.data); !strings.HasPrefix(got, want) {
				t.Errorf("got  %s\nwant %s", got, want)
			}
			again, _ := get(s, c.key)
			if string(again.data) != string(rec.data) || string(again.Key()) != c.key || string(again.Value()) != c.val {
				t.Errorf("read back: %q %q", again.Key(), again.Value())
			}
			if again.Type() != c.kind || again.Encoding() != c.enc || again.ExpireAt() != c.at || again.Access() != 0x123456 || !again.IsDirty() {
				t.Errorf("read back: %v %d %d %x %v", again.Type(), again.Encoding(), again.ExpireAt(), again.Access(), again.IsDirty())
			}
		})
	}
}

func TestShapeSize(t *testing.T) {
	for _, c := range []struct {
		shape shape
		want  int
	}{
		{shape{16, 32, false}, 56}, {shape{16, 32, true}, 64}, {shape{127, 127, false}, 262}, {shape{128, 127, false}, 264},
		{shape{1, 1 << 14, false}, 6 + 1 + 3 + 1 + 1<<14}, {shape{0, 0, false}, 8}, {shape{1 << 29, 1 << 29, false}, 6 + 5 + 5 + 1<<30},
	} {
		if got := c.shape.size(); got != c.want {
			t.Errorf("%+v: %d bytes, want %d", c.shape, got, c.want)
		}
	}
}

func TestNames(t *testing.T) {
	var names []string
	for kind := TypeString; kind <= TypeStream; kind++ {
		names = append(names, kind.String())
	}
	for _, n := range []int{0, 44, 45} {
		names = append(names, StringEncoding(n).String())
	}
	names = append(names, EncInt.String())
	if got, want := strings.Join(names, " "), "string list set zset hash stream embstr embstr raw int"; got != want {
		t.Errorf("got %s, want %s", got, want)
	}
}
