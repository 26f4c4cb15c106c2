package rdb

import (
	"bytes"
	"encoding/binary"
	"errors"
	"fmt"
	"io"
	"runtime"
	"slices"
	"strings"
	"testing"
	"testing/iotest"
)

// showFile spells what is in a file, a line a key.
func showFile(src io.Reader) (string, error) {
	var b strings.Builder
	f, err := NewFileReader(src, FileReaderOptions{MaxStringBytes: testLimit, Function: func(code []byte) error {
		fmt.Fprintf(&b, "function %q\n", code)
		return nil
	}})
	if err != nil {
		return "", err
	}
	for {
		k, err := f.Next()
		if err == io.EOF {
			return b.String(), nil
		}
		if err != nil {
			return b.String(), err
		}
		fmt.Fprintf(&b, "%d %q", k.DB, k.Name)
		if k.ExpireAt != 0 {
			fmt.Fprintf(&b, "@%d", k.ExpireAt)
		}
		b.WriteByte(' ')
		if err := f.Value(func(r *Reader, t Type) error { return showValue(&b, r, t) }); err != nil {
			return b.String(), err
		}
		b.WriteByte('\n')
	}
}

// sum completes a file with its checksum.
func sum(file []byte) []byte { return binary.LittleEndian.AppendUint64(file, checksum(file)) }

// allLayouts is a file with a key for each layout, and what is in it.
func allLayouts(t testing.TB) (file []byte, want string) {
	t.Helper()
	file = []byte("REDIS0012")
	for i, l := range layouts {
		value := unhex(t, l.hex)
		file = AppendString(append(file, value[0]), []byte{'k', byte(i)})
		file = append(file, value[1:]...)
		want += fmt.Sprintf("0 %q %s\n", []byte{'k', byte(i)}, l.want)
	}
	return sum(append(file, opEnd)), want
}

func TestFile(t *testing.T) {
	all, wantAll := allLayouts(t)
	for _, c := range []struct {
		name string
		file []byte
		want string
	}{
		{"nothing", sum([]byte("REDIS0006\xff")), ""},
		{"without a checksum", []byte("REDIS0009\xff\x00\x00\x00\x00\x00\x00\x00\x00"), ""},
		{"before checksums", []byte("REDIS0003\xfe\x00\x00\x01a\x01x\xff"), "0 \"a\" string \"x\"\n"},
		{"without elements", sum([]byte("REDIS0011\x01\x01a\x00\x02\x01b\x00\x03\x01c\x00\x04\x01d\x00\x09\x01e\x02\x00\xff" +
			"\x0b\x01f\x08\x02\x00\x00\x00\x00\x00\x00\x00\x10\x01g\x07\x07\x00\x00\x00\x00\x00\xff\x12\x01h\x00\xff")),
			"0 \"a\" list\n0 \"b\" set\n0 \"c\" zset\n0 \"d\" hash\n0 \"e\" hash\n0 \"f\" set\n0 \"g\" hash\n0 \"h\" list\n"},
		{"all layouts", all, wantAll},
		{"databases", sum([]byte("REDIS0011\xfe\x00\x00\x01a\x01x\xfe\x0f\xfb\x01\x00\x00\x01b\x01y\xff")),
			"0 \"a\" string \"x\"\n15 \"b\" string \"y\"\n"},
		{"expiry", sum([]byte("REDIS0011" +
			"\xfc\xd0\x07\x00\x00\x00\x00\x00\x00\x00\x01a\x01x" + "\xfd\x02\x00\x00\x00\x00\x01b\x01y" + "\x00\x01c\x01z" +
			"\xfc\xfe\xff\xff\xff\xff\xff\xff\xff\x00\x01d\x01z" + "\xfc\xff\xff\xff\xff\xff\xff\xff\xff\x00\x01e\x01z\xff")),
			"0 \"a\"@2000 string \"x\"\n0 \"b\"@2000 string \"y\"\n0 \"c\" string \"z\"\n0 \"d\"@1 string \"z\"\n0 \"e\" string \"z\"\n"},
		{"what is apart", sum([]byte("REDIS0012\xfa\x09redis-ver\x057.4.0\xf5\x04code" +
			"\xf7\x81\x00\x00\x00\x00\x00\x00\x00\x09\x02\x01\x01\x05\x03abcd\x04abcdefgh\x05\x02hi\x00" +
			"\xfe\x00\xf4\x05\x01\x00\xf8\x07\xf9\xff\x00\x01a\x01x\xff")),
			"function \"code\"\n0 \"a\" string \"x\"\n"},
	} {
		for name, src := range map[string]io.Reader{
			"whole": bytes.NewReader(c.file), "bytewise": iotest.OneByteReader(bytes.NewReader(c.file)),
		} {
			if got, err := showFile(src); err != nil || got != c.want {
				t.Errorf("%s, %s: got %s (%v), want %s", c.name, name, got, err, c.want)
			}
		}
	}
}

// What Valkey 9.1 has saved, and its answer to DUMP, of a hash of which a field expires.
const (
	valkeySaved = "56414c4b4559303830 fe00fb0100160168030161c001ffffffffffffffff0162c00200d8c32cbb03000001630178ffffffffffffffffff"
	valkeyDump  = "16030161c001ffffffffffffffff0162c00200d8c32cbb03000001630178ffffffffffffffff5000 9b947e8f36268b55"
	valkeyWant  = `hash "a"="1" "b"="2"@4102444800000 "c"="x"`
)

// TestValkey reads what Valkey 9 writes, and writes it as Redis does.
func TestValkey(t *testing.T) {
	if got, err := showFile(bytes.NewReader(sum(unhex(t, valkeySaved)))); err != nil || got != `0 "h" `+valkeyWant+"\n" {
		t.Errorf("the file has %s (%v)", got, err)
	}
	body, err := Unseal(unhex(t, valkeyDump))
	if err != nil {
		t.Fatal(err)
	}
	if got, err := show(body); err != nil || got != valkeyWant {
		t.Errorf("the payload has %s (%v)", got, err)
	}
	for n := 1; n < len(body); n++ {
		if _, err := show(body[:n]); !errors.Is(err, ErrCorrupt) {
			t.Errorf("cut at %d: %v", n, err)
		}
	}
	if value, err := layOutFor(MaxVersion, body); err != nil || Type(value[0]) != TypeHashTimed {
		t.Errorf("for Redis it becomes %q (%v)", value, err)
	} else if got, err := show(value); err != nil || got != valkeyWant {
		t.Errorf("for Redis it has %s (%v)", got, err)
	}
	if _, err := layOutFor(Version, body); !errors.Is(err, ErrTooOld) {
		t.Errorf("for Redis 7.2: %v", err)
	}
	if _, err := Unseal(AppendSeal(bytes.Clone(body), 0)); err == nil {
		t.Error("a type that is in memory only was taken")
	}
}

// TestFileSkipped reads the keys alone.
func TestFileSkipped(t *testing.T) {
	file, _ := allLayouts(t)
	f, err := NewFileReader(bytes.NewReader(file), FileReaderOptions{})
	if err != nil {
		t.Fatal(err)
	}
	for range layouts {
		if _, err := f.Next(); err != nil {
			t.Fatal(err)
		}
	}
	if _, err := f.Next(); err != io.EOF {
		t.Errorf("at the end: %v", err)
	}
}

func TestFileRefused(t *testing.T) {
	for _, c := range []struct {
		name, file string
		kind       error
		want       string
	}{
		{"empty", "", ErrCorrupt, "offset 0: end of data"},
		{"another format", "SQLite format 3", ErrVersion, "SQLite fo"},
		{"no version", "REDIS00x1\xff", ErrVersion, "REDIS00x1"},
		{"too old", "REDIS0000\xff", ErrVersion, "0, where 1 to 12"},
		{"too new", "REDIS0013\xff", ErrVersion, "13, where 1 to 12"},
		{"later Valkey", "VALKEY081\xff", ErrVersion, "VALKEY 81, where 80 to 80"},
		{"type of Redis in a file of Valkey", "VALKEY080\x18\x01a", ErrType, "type 24"},
		{"type in memory only", "REDIS0011\x96\x01a", ErrType, "type 150"},
		{"checksum", "REDIS0011\xff12345678", ErrCorrupt, "offset 18: checksum"},
		{"tail", string(sum([]byte("REDIS0011\xff"))) + "x", ErrCorrupt, "bytes behind the end"},
		{"type", "REDIS0011\x1a\x01a", ErrType, "type 26"},
		{"stream", "REDIS0011\x0f\x01a", ErrCorrupt, `offset 12: key "a": end of data`},
		{"huge stream", "REDIS0011\x0f\x01a\x81\x7f\xff\xff\xff\xff\xff\xff\xff", ErrCorrupt, "end of data"},
		{"module", "REDIS0011\x07\x01a", ErrUnsupported, "a value of a module"},
		{"data of a module", "REDIS0011\xf7\x01\x07", ErrCorrupt, "data of a module"},
		{"old functions", "REDIS0011\xf6", ErrUnsupported, "release candidate"},
		{"database", "REDIS0011\xfe\x80\x80\x00\x00\x00", ErrCorrupt, "number of a database"},
		{"opcode", "REDIS0011\xf3\x00", ErrType, "type 243"},
		{"value", "REDIS0011\x0b\x01k\x03abc", ErrCorrupt, `offset 16: key "k": intset`},
		{"huge string", "REDIS0011\x00\x01k\x81\x7f\xff\xff\xff\xff\xff\xff\xff", ErrCorrupt, "length of a string"},
		{"huge set", "REDIS0011\x02\x01k\x81\x7f\xff\xff\xff\xff\xff\xff\xff", ErrCorrupt, "end of data"},
		{"huge compressed", "REDIS0011\x00\x01k\xc3\x80\x00\x10\x00\x00\x80\x00\x10\x00\x00", ErrCorrupt, "end of data"},
		{"huge expansion", "REDIS0011\x00\x01k\xc3\x03\x80\x7f\x00\x00\x00", ErrCorrupt, "compressed string"},
	} {
		var before, after runtime.MemStats
		runtime.ReadMemStats(&before)
		got, err := showFile(strings.NewReader(c.file))
		runtime.ReadMemStats(&after)
		if !errors.Is(err, c.kind) || !strings.Contains(err.Error(), c.want) {
			t.Errorf("%s: got %q (%v), want %v with %q", c.name, got, err, c.kind, c.want)
		}
		if grown := after.TotalAlloc - before.TotalAlloc; grown > 4*windowBytes {
			t.Errorf("%s: took %d bytes of memory", c.name, grown)
		}
	}
	_, err := NewFileReader(iotest.ErrReader(io.ErrClosedPipe), FileReaderOptions{})
	if !errors.Is(err, io.ErrClosedPipe) || errors.Is(err, ErrCorrupt) {
		t.Errorf("a stream that fails: %v", err)
	}
}

// TestFileFunctionsUnwanted reads a file with a library by those who have no use for one.
func TestFileFunctionsUnwanted(t *testing.T) {
	f, err := NewFileReader(strings.NewReader("REDIS0011\xf5\x04code\xff"), FileReaderOptions{})
	if err != nil {
		t.Fatal(err)
	}
	if _, err := f.Next(); !errors.Is(err, ErrUnsupported) {
		t.Errorf("got %v", err)
	}
}

// TestFileDamaged cuts a file at every place and flips every bit of it.
func TestFileDamaged(t *testing.T) {
	file, _ := allLayouts(t)
	for n := range file {
		if _, err := showFile(bytes.NewReader(file[:n])); !errors.Is(err, ErrCorrupt) {
			t.Fatalf("cut at %d: %v", n, err)
		}
	}
	for bit := range len(file) * 8 {
		damaged := bytes.Clone(file)
		damaged[bit/8] ^= 1 << (bit % 8)
		_, err := showFile(bytes.NewReader(damaged))
		isKnown := errors.Is(err, ErrCorrupt) || errors.Is(err, ErrType) || errors.Is(err, ErrVersion) || errors.Is(err, ErrUnsupported)
		if !isKnown {
			t.Fatalf("bit %d: %v", bit, err)
		}
	}
}

func TestFileWriter(t *testing.T) {
	for version := MinWriteVersion; version <= MaxVersion; version++ {
		var out bytes.Buffer
		w, err := NewFileWriter(&out, version)
		if err != nil {
			t.Fatal(err)
		}
		w.Aux("redis-ver", "7.2.5")
		var want string
		for db := range 2 {
			w.DB(db, len(layouts), len(layouts))
			for i, l := range layouts {
				value := unhex(t, l.hex)
				err := w.Key([]byte{byte(i)}, int64(i), value)
				if Type(value[0]).since() > version && strings.Contains(l.want, "@") {
					if !errors.Is(err, ErrTooOld) {
						t.Errorf("version %d, %s: %v", version, l.name, err)
					}
					continue
				}
				if err != nil {
					t.Errorf("version %d, %s: %v", version, l.name, err)
				}
				want += fmt.Sprintf("%d %q", db, []byte{byte(i)})
				if i > 0 {
					want += fmt.Sprintf("@%d", i)
				}
				want += " " + l.want + "\n"
			}
		}
		if err := w.Close(); err != nil {
			t.Fatal(err)
		}
		if got, err := showFile(&out); err != nil || got != want {
			t.Errorf("version %d: %v, got\n%s\nwant\n%s", version, err, got, want)
		}
	}
	if _, err := NewFileWriter(io.Discard, MinWriteVersion-1); !errors.Is(err, ErrVersion) {
		t.Errorf("an old version: %v", err)
	}
}

// TestFileLarge writes more than the buffers hold.
func TestFileLarge(t *testing.T) {
	var out bytes.Buffer
	w, err := NewFileWriter(&out, Version)
	if err != nil {
		t.Fatal(err)
	}
	long := bytes.Repeat([]byte("0123456789"), 30_000)
	elements := [][]byte{long, []byte("a"), long}
	values := [][]byte{
		AppendString([]byte{byte(TypeString)}, long),
		AppendQuicklist([]byte{byte(TypeListQuicklist2)}, slices.Values(elements)),
		AppendSet([]byte{byte(TypeSet)}, 2, slices.Values(elements[:2])),
	}
	for _, v := range values {
		if err := w.Key(long, 0, v); err != nil {
			t.Fatal(err)
		}
	}
	if err := w.Close(); err != nil {
		t.Fatal(err)
	}
	got, err := showFile(iotest.HalfReader(&out))
	if err != nil {
		t.Fatal(err)
	}
	for i, line := range strings.Split(strings.TrimSpace(got), "\n") {
		if want, _ := show(values[i]); line != fmt.Sprintf("0 %q %s", long, want) {
			t.Errorf("key %d: got %.100s...", i, line)
		}
	}
}

func TestFileWriterFails(t *testing.T) {
	r, out := io.Pipe()
	_ = r.CloseWithError(io.ErrShortWrite)
	w, err := NewFileWriter(out, Version)
	if err != nil {
		t.Fatal(err)
	}
	long := AppendString([]byte{byte(TypeString)}, make([]byte, flushBytes))
	if err := w.Key([]byte("k"), 0, long); !errors.Is(err, io.ErrShortWrite) {
		t.Errorf("Key: %v", err)
	}
	if err := w.Close(); !errors.Is(err, io.ErrShortWrite) {
		t.Errorf("Close: %v", err)
	}
}

// streamsFile is a file with a stream of each type, but for its end.
func streamsFile() []byte {
	file := []byte("REDIS0011\xf5\x04code")
	for _, t := range []Type{TypeStream, TypeStream2, TypeStream3} {
		body := streamOf(4).append(t)
		file = append(AppendString(append(file, body[0]), []byte{'k', byte(t)}), body[1:]...)
	}
	return file
}

// TestFileStreams reads streams, passes over them, and finds out that they are damaged.
func TestFileStreams(t *testing.T) {
	file := sum(append(streamsFile(), opEnd))
	got, err := showFile(bytes.NewReader(file))
	want := "function \"code\"\n"
	for _, typ := range []Type{TypeStream, TypeStream2, TypeStream3} {
		s, err := readSeen(streamOf(4).append(typ))
		if err != nil {
			t.Fatal(err)
		}
		want += fmt.Sprintf("0 %q %s\n", []byte{'k', byte(typ)}, s)
	}
	if err != nil || got != want {
		t.Errorf("got %s (%v), want %s", got, err, want)
	}
	skip := func(file []byte) (n int, err error) {
		f, err := NewFileReader(bytes.NewReader(file), FileReaderOptions{Function: func([]byte) error { return nil }})
		for ; err == nil; n++ {
			_, err = f.Next()
		}
		return n - 1, err
	}
	if n, err := skip(file); n != 3 || err != io.EOF {
		t.Errorf("passed over %d keys: %v", n, err)
	}
	for n := range file {
		if _, err := skip(file[:n]); !errors.Is(err, ErrCorrupt) {
			t.Fatalf("cut at %d: %v", n, err)
		}
	}
}

// TestFileFunctions writes libraries into files of versions that have them.
func TestFileFunctions(t *testing.T) {
	var out bytes.Buffer
	w, err := NewFileWriter(&out, FunctionVersion)
	if err != nil {
		t.Fatal(err)
	}
	if err := errors.Join(w.Function([]byte("one")), w.Function([]byte("two")), w.Close()); err != nil {
		t.Fatal(err)
	}
	if got, err := showFile(&out); err != nil || got != "function \"one\"\nfunction \"two\"\n" {
		t.Errorf("got %s (%v)", got, err)
	}
	if w, err = NewFileWriter(io.Discard, FunctionVersion-1); err != nil {
		t.Fatal(err)
	}
	if err := w.Function([]byte("one")); !errors.Is(err, ErrTooOld) {
		t.Errorf("a version without functions: %v", err)
	}
}

func FuzzFile(f *testing.F) {
	all, _ := allLayouts(f)
	f.Add(all)
	f.Add(sum(unhex(f, valkeySaved)))
	f.Add(sum(append(streamsFile(), opEnd)))
	f.Add(sum([]byte("REDIS0012\xfa\x01a\x01b\xf7\x01\x02\x01\x05\x01x\x00\xfe\x01\xfb\x01\x01\xf8\x07\xfd\x02\x00\x00\x00\x00\x01a\x01x\xff")))
	f.Fuzz(func(t *testing.T, file []byte) {
		whole, err := showFile(bytes.NewReader(file))
		again, err2 := showFile(iotest.OneByteReader(bytes.NewReader(file)))
		if whole != again || fmt.Sprint(err) != fmt.Sprint(err2) {
			t.Errorf("read at once: %s (%v); bytewise: %s (%v)", whole, err, again, err2)
		}
	})
}
