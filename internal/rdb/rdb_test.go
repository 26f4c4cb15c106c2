package rdb

import (
	"bytes"
	"encoding/hex"
	"errors"
	"fmt"
	"hash/crc64"
	"iter"
	"math"
	"slices"
	"strconv"
	"strings"
	"testing"
)

const testLimit = 1 << 20

// show reads a value and spells what is in it: its kind, and its elements in quotes.
func show(body []byte) (string, error) {
	r := NewReader(body, testLimit)
	t, err := r.Type()
	if err != nil {
		return "", err
	}
	var b strings.Builder
	err = showValue(&b, r, t)
	if err == nil && r.Len() > 0 {
		err = errors.New("bytes are left")
	}
	return b.String(), err
}

// showValue is show for a value that a reader is at.
func showValue(b *strings.Builder, r *Reader, t Type) (err error) {
	switch t.Kind() {
	case String:
		var s []byte
		s, err = r.String()
		fmt.Fprintf(b, "string %q", s)
	case List:
		b.WriteString("list")
		err = r.List(t, func(e []byte) error { return print1(b, e) })
	case Set:
		b.WriteString("set")
		err = r.Set(t, func(m []byte) error { return print1(b, m) })
	case ZSet:
		b.WriteString("zset")
		err = r.ZSet(t, func(m []byte, score float64) error {
			fmt.Fprintf(b, " %q=%v", m, score)
			return nil
		})
	case Hash:
		b.WriteString("hash")
		err = r.Hash(t, func(f, v []byte, at int64) error {
			fmt.Fprintf(b, " %q=%q", f, v)
			if at != 0 {
				fmt.Fprintf(b, "@%d", at)
			}
			return nil
		})
	case Stream:
		s := new(seenStream)
		err = r.Stream(t, s)
		b.WriteString(s.String())
	}
	return err
}

func print1(b *strings.Builder, s []byte) error {
	fmt.Fprintf(b, " %q", s)
	return nil
}

func unhex(t testing.TB, s string) []byte {
	t.Helper()
	b, err := hex.DecodeString(strings.ReplaceAll(s, " ", ""))
	if err != nil {
		t.Fatal(err)
	}
	return b
}

// dumps are what DUMP of redis-server 7.0.15 has answered.
var dumps = []struct{ hex, want string }{
	{"00c139300a009d94ea2793fc08b9", `string "12345"`},
	{"00c3094064016161e057000161610a00e8a3b507b06df271", `string "` + strings.Repeat("a", 100) + `"`},
	{"12010210100000000300816102816202c12c02ff0a008f9f9f4e52e24bb8", `list "a" "b" "300"`},
	{"120102c315413c083c0100000300e06478e05a000066e0c4660166ff0a00dfe21ea271349b4a",
		"list" + strings.Repeat(` "`+strings.Repeat("x", 100)+`"`, 3)},
	{"0b1404000000030000000100000002000000701101000a0085d5c1065b1dd055", `set "1" "2" "70000"`},
	{"10121200000004008161020101816202df3802ff0a00689114d87f077051", `hash "a"="1" "b"="-200"`},
}

func TestReadDumps(t *testing.T) {
	for _, d := range dumps {
		body, err := Unseal(unhex(t, d.hex))
		if err != nil {
			t.Errorf("%s: %v", d.hex, err)
			continue
		}
		if got, err := show(body); err != nil || got != d.want {
			t.Errorf("%s is %s (%v), want %s", d.hex, got, err, d.want)
		}
	}
}

// layouts are values in each layout that is read, made by hand from the drawings of the formats.
var layouts = []struct{ name, hex, want string }{
	{"string", "00 02 6869", `string "hi"`},
	{"empty string", "00 00", `string ""`},
	{"length of 14 bits", "00 4002 6869", `string "hi"`},
	{"length of 32 bits", "00 80 00000002 6869", `string "hi"`},
	{"length of 64 bits", "00 81 0000000000000002 6869", `string "hi"`},
	{"integers", "01 03 c0ff c10080 c200000080", `list "-1" "-32768" "-2147483648"`},
	{"set", "02 02 0161 0162", `set "a" "b"`},
	{"zset in decimal", "03 04 0161 03312e35 0162 fe 0163 ff 0164 022d31", `zset "a"=1.5 "b"=+Inf "c"=-Inf "d"=-1`},
	{"zset", "05 01 0161 000000000000f83f", `zset "a"=1.5`},
	{"hash", "04 01 0161 0162", `hash "a"="b"`},
	{"zipmap", "09 0e 02 01 61 01 00 62 01 63 02 01 6465 00 ff", `hash "a"="b" "c"="de"`},
	{"zipmap of a long field", "09 4108 fe fefe000000" + strings.Repeat("78", 254) + "01 00 62 ff",
		`hash "` + strings.Repeat("x", 254) + `"="b"`},
	{"ziplist", "0a 39 39000000 31000000 0a00" +
		"00 0161 03 c00080 04 d000000080 06 e00000000000000080 0a f0000080 05 f1 02 fd 02 fe80 03 400162 04 800000000163 ff",
		`list "a" "-32768" "-2147483648" "-9223372036854775808" "-8388608" "0" "12" "-128" "b" "c"`},
	{"ziplist with a far size", "0a 15 15000000 0d000000 0200 00 0161 fe03000000 0162 ff", `list "a" "b"`},
	{"zset ziplist", "0c 11 11000000 0d000000 0200 00 0161 03 0131 ff", `zset "a"=1`},
	{"hash ziplist", "0d 11 11000000 0d000000 0200 00 0161 03 0162 ff", `hash "a"="b"`},
	{"quicklist", "0e 02 0e 0e000000 0a000000 0100 00 0161 ff 0b 0b000000 0a000000 0000 ff", `list "a"`},
	{"intset of 2 bytes", "0b 0c 02000000 02000000 ffff 0100", `set "-1" "1"`},
	{"intset of 8 bytes", "0b 10 08000000 01000000 0000000000000080", `set "-9223372036854775808"`},
	{"quicklist of listpacks", "12 02 01 0161 02 0a 0a000000 0100 816202 ff", `list "a" "b"`},
	{"zset listpack", "11 0f 0f000000 0200 8161 02 83312e35 04 ff", `zset "a"=1.5`},
	{"timed hash", "18 d007000000000000 03 01 0161 0162 00 0163 0164 0b 0165 0166", `hash "a"="b"@2000 "c"="d" "e"="f"@2010`},
	{"timed hash of which no field expires", "18 0000000000000100 01 00 0161 0162", `hash "a"="b"`},
	{"timed hash listpack", "19 d007000000000000 18 18000000 0600 8161 02 8162 02 c7d0 02 8163 02 8164 02 00 01 ff",
		`hash "a"="b"@2000 "c"="d"`},
	{"timed hash of a release candidate", "16 02 47d0 0161 0162 00 0163 0164", `hash "a"="b"@2000 "c"="d"`},
	{"timed hash listpack of a release candidate", "17 10 10000000 0300 8161 02 8162 02 c7d0 02 ff", `hash "a"="b"@2000`},
	{"set listpack", "14 0c 0c000000 0200 8161 02 05 01 ff", `set "a" "5"`},
}

func TestReadLayouts(t *testing.T) {
	for _, l := range layouts {
		if got, err := show(unhex(t, l.hex)); err != nil || got != l.want {
			t.Errorf("%s: got %s (%v), want %s", l.name, got, err, l.want)
		}
	}
}

func TestRefused(t *testing.T) {
	for _, c := range []struct{ name, hex string }{
		{"no type", ""},
		{"unknown type", "63 00"},
		{"module", "07 00"},
		{"no elements", "01 00"},
		{"more elements than bytes", "01 8100ffffffffffffff 00"},
		{"length of no form", "00 82 00"},
		{"string of no form", "00 c4 00"},
		{"string past the end", "00 03 6869"},
		{"string over the limit", "00 80 00100001" + strings.Repeat("00", testLimit+1)},
		{"expansion over the limit", "00 c3 03 80 7fffffff e0ff00"},
		{"expansion too long", "00 c3 03 03 017878"},
		{"expansion too short", "00 c3 03 01 017878"},
		{"reference before the start", "00 c3 04 04 0078 2001"},
		{"zset with NaN in decimal", "03 01 0161 fd"},
		{"zset with NaN", "05 01 0161 000000000000f87f"},
		{"zset with a word", "03 01 0161 03666f6f"},
		{"zset with digits grouped", "03 01 0161 07 3078315f317030"},
		{"intset out of order", "0b 0c 02000000 02000000 0100 ffff"},
		{"intset with a repetition", "0b 0c 02000000 02000000 0100 0100"},
		{"intset of 3 bytes", "0b 0b 03000000 01000000 010000"},
		{"intset of another length", "0b 0c 02000000 03000000 0100 0200"},
		{"empty intset", "0b 08 02000000 00000000"},
		{"listpack of another size", "12 01 02 0a 0b000000 0100 816202 ff"},
		{"listpack with more elements", "12 01 02 0a 0a000000 0000 816202 ff"},
		{"listpack with fewer elements", "12 01 02 0a 0a000000 0200 816202 ff"},
		{"listpack with a wrong size behind", "12 01 02 0a 0a000000 0100 816203 ff"},
		{"listpack without an end", "12 01 02 0a 0a000000 0100 816202 00"},
		{"listpack with an end inside", "12 01 02 0a 0a000000 0100 ff6202 ff"},
		{"listpack of no elements", "10 07 07000000 0000 ff"},
		{"listpack with a field without a value", "10 0a 0a000000 0100 816202 ff"},
		{"quicklist of empty nodes only", "0e 01 0b 0b000000 0a000000 0000 ff"},
		{"quicklist node of no kind", "12 01 03 0161"},
		{"ziplist with a wrong size in front", "0a 11 11000000 0d000000 0200 00 0161 02 0131 ff"},
		{"ziplist with a wrong last element", "0a 11 11000000 0a000000 0200 00 0161 03 0131 ff"},
		{"ziplist past the end", "0a 0e 0e000000 0a000000 0100 00 0261 ff"},
		{"zipmap with a short field as a long one", "09 0b fe fe01000000 61 01 00 62 ff"},
		{"timed hash with an early expiry too late", "18 0100000000000100 01 00 0161 0162"},
		{"timed hash with an expiry too late", "18 0000000000000100 01 03 0161 0162"},
		{"timed hash with an overflowing expiry", "18 0200000000000000 01 81ffffffffffffffff 0161 0162"},
		{"timed hash listpack without an expiry", "19 d007000000000000 0d 0d000000 0200 8161 02 8162 02 ff"},
		{"timed hash listpack with a word for an expiry", "17 10 10000000 0300 8161 02 8162 02 8163 02 ff"},
		{"timed hash listpack out of order",
			"17 18 18000000 0600 8163 02 8164 02 00 01 8161 02 8162 02 c7d0 02 ff"},
		{"empty zipmap", "09 02 00 ff"},
		{"zipmap without a value", "09 04 01 01 61 ff"},
		{"zipmap with another number of pairs", "09 0d 03 01 61 01 00 62 01 63 02 00 6465 ff"},
	} {
		if got, err := show(unhex(t, c.hex)); !errors.Is(err, ErrCorrupt) && !errors.Is(err, ErrType) {
			t.Errorf("%s: got %s (%v)", c.name, got, err)
		}
	}
}

// TestTruncated cuts every value at every place: no part of one is a value.
func TestTruncated(t *testing.T) {
	for _, l := range layouts {
		whole := unhex(t, l.hex)
		for n := range whole {
			if got, err := show(whole[:n]); !errors.Is(err, ErrCorrupt) {
				t.Errorf("%s cut at %d: got %s (%v)", l.name, n, got, err)
			}
		}
	}
}

// TestChecksum goes to the edges of the words that it takes at a time, with Go's package as the model.
func TestChecksum(t *testing.T) {
	table := crc64.MakeTable(jones)
	text := []byte("the checksum of any number of bytes, in two parts")
	for n := range text {
		want := ^crc64.Update(^uint64(0), table, text[:n])
		for part := range n + 1 {
			if got := addToChecksum(checksum(text[:part]), text[part:n]); got != want {
				t.Fatalf("%d bytes and %d more: %#x, want %#x", part, n-part, got, want)
			}
		}
	}
}

func TestSeal(t *testing.T) {
	if got := checksum([]byte("123456789")); got != 0xe9c6d914c4b8d9ca {
		t.Errorf("checksum is %#x", got)
	}
	sealed := AppendSeal([]byte("before\x00\x01a"), len("before"))[len("before"):]
	if body, err := Unseal(sealed); err != nil || string(body) != "\x00\x01a" {
		t.Errorf("unsealed %q, %v", body, err)
	}
	for i := range sealed {
		damaged := bytes.Clone(sealed)
		damaged[i] ^= 1
		if _, err := Unseal(damaged); !errors.Is(err, ErrSeal) {
			t.Errorf("byte %d is wrong: %v", i, err)
		}
		if _, err := Unseal(sealed[:i]); !errors.Is(err, ErrSeal) {
			t.Errorf("cut at %d: %v", i, err)
		}
	}
}

// samples are texts around every limit of the formats.
func samples() [][]byte {
	var all [][]byte
	for shift := range 64 {
		for d := int64(-1); d <= 1; d++ {
			n := int64(1)<<shift + d
			all = append(all, strconv.AppendInt(nil, n, 10), strconv.AppendInt(nil, -n, 10))
		}
	}
	for _, n := range []int{0, 1, 20, 63, 64, 126, 127, 128, 4095, 4096, 8190, 8192, 16374, 16376, 16377, 16378, 16379, 70000} {
		all = append(all, bytes.Repeat([]byte{'x'}, n))
	}
	for _, s := range []string{"-", "-0", "00", "+1", "1 ", " 1", "1.0", "9223372036854775808", "\x00\xff"} {
		all = append(all, []byte(s))
	}
	return all
}

func TestRoundTrip(t *testing.T) {
	elements := samples()
	want := fmt.Sprintf("%q", elements)
	want = " " + want[1:len(want)-1]
	for name, body := range map[string][]byte{
		"list":          AppendQuicklist([]byte{byte(TypeListQuicklist2)}, slices.Values(elements)),
		"set listpack":  AppendListpack([]byte{byte(TypeSetListpack)}, slices.Values(elements)),
		"set hashtable": AppendSet([]byte{byte(TypeSet)}, len(elements), slices.Values(elements)),
	} {
		if got, err := show(body); err != nil || got != strings.Fields(name)[0]+want {
			t.Errorf("%s: %v, got %.200s", name, err, got)
		}
	}
}

func TestRoundTripScores(t *testing.T) {
	scores := []float64{0, math.Copysign(0, -1), 1, -1, 0.1, 1e17, 1e300, -1e-300, math.Inf(1), math.Inf(-1),
		math.MaxFloat64, math.SmallestNonzeroFloat64, 1 << 53, math.Pi}
	var members iter.Seq2[[]byte, float64] = func(yield func([]byte, float64) bool) {
		for i, s := range scores {
			if !yield([]byte{'a' + byte(i)}, s) {
				return
			}
		}
	}
	var want strings.Builder
	want.WriteString("zset")
	for m, s := range members {
		fmt.Fprintf(&want, " %q=%v", m, s)
	}
	for _, body := range [][]byte{
		AppendZSet([]byte{byte(TypeZSet2)}, len(scores), members),
		AppendZSetListpack([]byte{byte(TypeZSetListpack)}, members),
	} {
		if got, err := show(body); err != nil || got != want.String() {
			t.Errorf("got %s (%v), want %s", got, err, want.String())
		}
	}
}

func TestRoundTripIntset(t *testing.T) {
	for _, members := range [][]int64{
		{0}, {-32768, 32767}, {-1, 32768}, {math.MinInt32, math.MaxInt32}, {math.MinInt64, 0, math.MaxInt64},
	} {
		want := "set"
		for _, m := range members {
			want += fmt.Sprintf(" \"%d\"", m)
		}
		body := AppendIntset([]byte{byte(TypeSetIntset)}, len(members), slices.Values(members))
		if got, err := show(body); err != nil || got != want {
			t.Errorf("got %s (%v), want %s", got, err, want)
		}
	}
}

func FuzzRead(f *testing.F) {
	for _, l := range layouts {
		f.Add(unhex(f, l.hex))
	}
	f.Fuzz(func(t *testing.T, body []byte) {
		if len(body) > 0 && Type(body[0]).Kind() == Stream {
			return // see FuzzStream
		}
		first, err := show(body)
		if err != nil {
			return
		}
		again := rewrite(body)
		if second, err := show(again); err != nil || second != first {
			t.Errorf("%s became %s (%v)", first, second, err)
		}
	})
}

// rewrite reads a value and appends it anew.
func rewrite(body []byte) []byte {
	r := NewReader(body, testLimit)
	t, _ := r.Type() // show has read it before
	var elements [][]byte
	var scores []float64
	keep := func(e []byte) error {
		elements = append(elements, bytes.Clone(e))
		return nil
	}
	switch t.Kind() {
	case String:
		s, _ := r.String()
		return AppendString([]byte{byte(TypeString)}, s)
	case List:
		_ = r.List(t, keep)
		return AppendQuicklist([]byte{byte(TypeListQuicklist2)}, slices.Values(elements))
	case Set:
		_ = r.Set(t, keep)
		return AppendListpack([]byte{byte(TypeSetListpack)}, slices.Values(elements))
	case ZSet:
		_ = r.ZSet(t, func(m []byte, s float64) error {
			scores = append(scores, s)
			return keep(m)
		})
		return AppendZSetListpack([]byte{byte(TypeZSetListpack)}, func(yield func([]byte, float64) bool) {
			for i, s := range scores {
				if !yield(elements[i], s) {
					return
				}
			}
		})
	default:
		var fields []Field
		_ = r.Hash(t, func(field, value []byte, at int64) error {
			fields = append(fields, Field{Name: bytes.Clone(field), Value: bytes.Clone(value), ExpireAt: at})
			return nil
		})
		return AppendTimedHash([]byte{byte(TypeHashTimed)}, len(fields), slices.Values(fields))
	}
}

func TestRoundTripTimed(t *testing.T) {
	a, b, c := []byte("a"), []byte("12"), []byte("")
	for _, fields := range [][]Field{
		{{a, b, 0}},
		{{a, b, 1}, {b, c, 1}, {c, a, maxFieldExpireAt}},
		{{a, b, 1_700_000_000_000}, {b, c, 1_700_000_000_001}, {c, a, 0}},
	} {
		want := "hash"
		for _, f := range fields {
			want += fmt.Sprintf(" %q=%q", f.Name, f.Value)
			if f.ExpireAt != 0 {
				want += fmt.Sprintf("@%d", f.ExpireAt)
			}
		}
		for _, body := range [][]byte{
			AppendTimedHash([]byte{byte(TypeHashTimed)}, len(fields), slices.Values(fields)),
			AppendTimedListpack([]byte{byte(TypeHashTimedPacked)}, slices.Values(fields)),
		} {
			if got, err := show(body); err != nil || got != want {
				t.Errorf("type %d: got %s (%v), want %s", body[0], got, err, want)
			}
			if version := AppendSeal(body, 0)[len(body)]; version != 12 {
				t.Errorf("type %d is sealed as version %d", body[0], version)
			}
		}
	}
}
