package transfer_test

import (
	"bytes"
	"errors"
	"fmt"
	"io"
	"math/rand/v2"
	"net"
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/cockroachdb/pebble/v2/vfs"

	"github.com/holdfast-db/holdfast/internal/rdb"
	"github.com/holdfast-db/holdfast/internal/resp"
	"github.com/holdfast-db/holdfast/internal/transfer"
)

// exportOf writes what a server has.
func exportOf(t testing.TB, peer *transfer.Peer, o transfer.ExportOptions) []byte {
	t.Helper()
	return exportLarge(t, peer, o, 0)
}

// exportLarge is exportOf where collections from a size on are read by the element.
func exportLarge(t testing.TB, peer *transfer.Peer, o transfer.ExportOptions, largeBytes int64) []byte {
	t.Helper()
	src, err := transfer.NewScan(peer)
	if err != nil {
		t.Fatal(err)
	}
	src.LargeBytes = largeBytes
	var out bytes.Buffer
	if _, err := transfer.Export(src, &out, o); err != nil {
		t.Fatal(err)
	}
	return out.Bytes()
}

// importInto reads a file into a server.
func importInto(peer *transfer.Peer, file []byte, o transfer.ImportOptions) (transfer.Imported, error) {
	fs := vfs.NewMem()
	if _, err := transfer.Spool(fs, "file", strings.NewReader(string(file))); err != nil {
		return transfer.Imported{}, err
	}
	if o.NowMillis == 0 {
		o.NowMillis = startMillis
	}
	return transfer.Import(peer, fs, "file", o)
}

// TestThereAndBack exports random data in every way and imports it elsewhere.
func TestThereAndBack(t *testing.T) {
	from := newOurs(t)
	client := from.client(t)
	fill(t, client, rand.New(rand.NewPCG(1, 1)))
	want := contents(t, client)
	for _, o := range []transfer.ExportOptions{
		{Version: 9}, {Version: 10}, {}, {Version: 12}, {Format: transfer.Commands},
	} {
		file := exportOf(t, from.peer(t), o)
		to := newOurs(t)
		if _, err := importInto(to.peer(t), file, transfer.ImportOptions{}); err != nil {
			t.Fatalf("%+v: %v", o, err)
		}
		same(t, contents(t, to.client(t)), want)
		if _, err := importInto(to.peer(t), file, transfer.ImportOptions{}); o.Format == transfer.RDB || o.Format == transfer.Auto {
			if !errors.Is(err, transfer.ErrExists) {
				t.Errorf("%+v: imported twice: %v", o, err)
			}
			if _, err := importInto(to.peer(t), file, transfer.ImportOptions{Replace: true}); err != nil {
				t.Errorf("%+v: replaced: %v", o, err)
			}
			same(t, contents(t, to.client(t)), want)
		}
	}
}

// TestTimedHash moves a hash of which some fields expire.
func TestTimedHash(t *testing.T) {
	from := newOurs(t)
	c := from.client(t)
	const fields = 1300
	for i := range fields {
		name := strconv.Itoa(i)
		do(t, c, "HSET", "h", name, "v"+name)
		if i%2 == 0 {
			do(t, c, "HPEXPIREAT", "h", strconv.Itoa(startMillis+1000+i), "FIELDS", "1", name)
		}
	}
	for i, o := range []transfer.ExportOptions{{Version: 12}, {Version: 12}, {Format: transfer.Commands}, {Format: transfer.Commands}} {
		file := exportLarge(t, from.peer(t), o, int64(i%2))
		to := newOurs(t)
		if _, err := importInto(to.peer(t), file, transfer.ImportOptions{}); err != nil {
			t.Fatal(err)
		}
		same(t, contents(t, to.client(t)), contents(t, c))
		for i := range fields {
			words := []string{"HPEXPIRETIME", "h", "FIELDS", "1", strconv.Itoa(i)}
			got, want := do(t, to.client(t), words...).Elems[0].Int, do(t, c, words...).Elems[0].Int
			if got != want {
				t.Fatalf("field %d expires at %d, want %d", i, got, want)
			}
		}
		late := newOurs(t)
		late.clock.Advance(time.Hour)
		if _, err := importInto(late.peer(t), file, transfer.ImportOptions{}); err != nil {
			t.Fatal(err)
		}
		if got := do(t, late.client(t), "HLEN", "h").Int; got != fields/2 {
			t.Errorf("%d fields are left an hour later, want %d", got, fields/2)
		}
	}
	for i := range 2 {
		src, err := transfer.NewScan(from.peer(t))
		if err != nil {
			t.Fatal(err)
		}
		src.LargeBytes = int64(i)
		if _, err := transfer.Export(src, io.Discard, transfer.ExportOptions{}); !errors.Is(err, rdb.ErrTooOld) {
			t.Errorf("version 11: %v", err)
		}
	}
}

func TestOneDatabase(t *testing.T) {
	from := newOurs(t)
	c := from.client(t)
	for _, db := range []string{"0", "3", "5"} {
		do(t, c, "SELECT", db)
		do(t, c, "SET", "k", db)
	}
	to := newOurs(t)
	file := exportOf(t, from.peer(t), transfer.ExportOptions{DB: 3, IsOneDB: true})
	if _, err := importInto(to.peer(t), file, transfer.ImportOptions{}); err != nil {
		t.Fatal(err)
	}
	same(t, contents(t, to.client(t)), []string{`3 "k" string@-1 ["3"]`})
}

// TestExpired leaves out what has expired.
func TestExpired(t *testing.T) {
	from := newOurs(t)
	c := from.client(t)
	do(t, c, "SET", "soon", "v", "PXAT", strconv.Itoa(startMillis+10))
	do(t, c, "RPUSH", "later", "v")
	do(t, c, "PEXPIREAT", "later", strconv.Itoa(startMillis+1000))
	file := exportOf(t, from.peer(t), transfer.ExportOptions{})
	to := newOurs(t)
	to.clock.Advance(10 * time.Millisecond)
	done, err := importInto(to.peer(t), file, transfer.ImportOptions{NowMillis: startMillis + 10})
	if err != nil || done.Keys != 2 || done.Expired != 1 {
		t.Errorf("imported %+v, %v", done, err)
	}
	same(t, contents(t, to.client(t)), []string{fmt.Sprintf(`0 "later" list@%d ["v"]`, startMillis+1000)})
}

// TestEmpty leaves out collections without elements.
func TestEmpty(t *testing.T) {
	to := newOurs(t)
	file := fileOf(t, transfer.Entry{Key: []byte("k"), ExpireAt: futureMillis, Value: []byte("\x02\x00")},
		transfer.Entry{Key: []byte("l"), Value: []byte("\x01\x01\x01e")})
	done, err := importInto(to.peer(t), file, transfer.ImportOptions{})
	if err != nil || done.Keys != 2 || done.Empty != 1 {
		t.Errorf("imported %+v, %v", done, err)
	}
	same(t, contents(t, to.client(t)), []string{`0 "l" list@-1 ["e"]`})
}

// TestReplace gives keys of any type those values that a file has.
func TestReplace(t *testing.T) {
	from := newOurs(t)
	fill(t, from.client(t), rand.New(rand.NewPCG(1, 2)))
	file := exportOf(t, from.peer(t), transfer.ExportOptions{})
	to := newOurs(t)
	c := to.client(t)
	for _, line := range contents(t, from.client(t)) {
		var db int
		var key string
		if _, err := fmt.Sscanf(line, "%d %q", &db, &key); err != nil {
			t.Fatal(err)
		}
		do(t, c, "SELECT", strconv.Itoa(db))
		do(t, c, [][]string{{"SET", key, "x"}, {"RPUSH", key, "x"}, {"HSET", key, "x", "y"}}[len(line)%3]...)
	}
	if _, err := importInto(to.peer(t), file, transfer.ImportOptions{Replace: true}); err != nil {
		t.Fatal(err)
	}
	same(t, contents(t, c), contents(t, from.client(t)))
}

// TestDamaged imports damaged files: the data stays as it was.
func TestDamaged(t *testing.T) {
	from := newOurs(t)
	c := from.client(t)
	do(t, c, "SET", "a", "value")
	do(t, c, "RPUSH", "b", "1", "2")
	do(t, c, "HSET", "c", "f", "v")
	to := newOurs(t)
	there := to.client(t)
	do(t, there, "SET", "b", "untouched")
	want := contents(t, there)
	file := exportOf(t, from.peer(t), transfer.ExportOptions{})
	refused := func(file []byte, kinds ...error) {
		t.Helper()
		_, err := importInto(to.peer(t), file, transfer.ImportOptions{Replace: true, Format: transfer.RDB})
		for _, kind := range kinds {
			if errors.Is(err, kind) {
				return
			}
		}
		t.Errorf("%q: %v", file, err)
	}
	for n := range file {
		refused(file[:n], rdb.ErrCorrupt)
		flipped := bytes.Clone(file)
		flipped[n] ^= 1
		refused(flipped, rdb.ErrCorrupt, rdb.ErrType, rdb.ErrVersion, rdb.ErrUnsupported)
	}
	same(t, contents(t, there), want)
	stream := exportOf(t, from.peer(t), transfer.ExportOptions{Format: transfer.Commands})
	for _, broken := range []string{
		string(stream[:len(stream)-1]), string(stream) + "*1\r\n$x\r\n", string(stream) + "PING\r\n", "*1\r\n$999999999999\r\n",
	} {
		if _, err := importInto(to.peer(t), []byte(broken), transfer.ImportOptions{}); !errors.Is(err, transfer.ErrCommands) {
			t.Errorf("%.20q ...: %v", broken, err)
		}
	}
	same(t, contents(t, there), want)
}

func TestFormats(t *testing.T) {
	to := newOurs(t)
	for _, c := range []struct {
		file string
		o    transfer.ImportOptions
		want string
	}{
		{"", transfer.ImportOptions{}, transfer.ErrFormat.Error()},
		{"SET k v\r\n", transfer.ImportOptions{}, transfer.ErrFormat.Error()},
		{"*1\r\n$4\r\nPING\r\n", transfer.ImportOptions{Replace: true}, "nothing to replace"},
		{"*1\r\n$4\r\nPING\r\n", transfer.ImportOptions{Format: transfer.RDB}, rdb.ErrVersion.Error()},
		{"REDIS0011\xff\x00\x00\x00\x00\x00\x00\x00\x00", transfer.ImportOptions{Format: transfer.Commands}, transfer.ErrCommands.Error()},
		{"*1\r\n$4\r\nPONG\r\n", transfer.ImportOptions{}, "command 1: ERR unknown command"},
		{"REDIS0011\xfe\x10\x00\x01k\x01v\xff\x00\x00\x00\x00\x00\x00\x00\x00", transfer.ImportOptions{}, "DB index is out of range"},
	} {
		_, err := importInto(to.peer(t), []byte(c.file), c.o)
		if err == nil || !strings.Contains(err.Error(), c.want) {
			t.Errorf("%q: %v, want %q", c.file, err, c.want)
		}
	}
	for name, want := range map[string]transfer.Format{"auto": transfer.Auto, "rdb": transfer.RDB, "resp": transfer.Commands} {
		if got, err := transfer.ParseFormat(name); err != nil || got != want {
			t.Errorf("%s is %d (%v)", name, got, err)
		}
	}
	if _, err := transfer.ParseFormat("aof"); err == nil {
		t.Error("aof is a format")
	}
}

// fileOf is an RDB file of keys.
func fileOf(t *testing.T, entries ...transfer.Entry) []byte {
	t.Helper()
	var out bytes.Buffer
	if _, err := transfer.Export(slice(entries), &out, transfer.ExportOptions{}); err != nil {
		t.Fatal(err)
	}
	return out.Bytes()
}

// slice is a source in memory.
type slice []transfer.Entry

func (s slice) Libraries() ([][]byte, error) { return nil, nil }

func (s slice) Databases() ([]transfer.Database, error) {
	return []transfer.Database{{Number: 0, Keys: len(s)}}, nil
}

func (s slice) Each(_ int, visit func(transfer.Entry) error) error {
	for _, e := range s {
		if err := visit(e); err != nil {
			return err
		}
	}
	return nil
}

// TestTwice imports files that have a key or an element twice, which nobody sees before it is too late; but it is told.
func TestTwice(t *testing.T) {
	text := transfer.Entry{Key: []byte("k"), Value: []byte("\x00\x01v")}
	list := transfer.Entry{Key: []byte("k"), Value: []byte("\x01\x01\x01v")}
	set := transfer.Entry{Key: []byte("k"), Value: []byte("\x02\x02\x01v\x01v")}
	for i, file := range [][]byte{fileOf(t, text, text), fileOf(t, list, list), fileOf(t, set)} {
		_, err := importInto(newOurs(t).peer(t), file, transfer.ImportOptions{})
		if !errors.Is(err, transfer.ErrReply) || !strings.Contains(err.Error(), `key "k" of database 0`) {
			t.Errorf("file %d: %v", i, err)
		}
	}
}

// TestUnknownValue exports a value of a module, of which only the type is known: as it is, or in a command that takes it
// so.
func TestUnknownValue(t *testing.T) {
	module := transfer.Entry{Key: []byte("m"), ExpireAt: 5, Value: []byte("\x07whatever")}
	if file := fileOf(t, module); !bytes.Contains(file, []byte("\x07\x01mwhatever")) {
		t.Errorf("%q", file)
	}
	var out bytes.Buffer
	if _, err := transfer.Export(slice{module}, &out, transfer.ExportOptions{Format: transfer.Commands}); err != nil {
		t.Fatal(err)
	}
	want := resp.AppendCommandStrings(nil, "SELECT", "0")
	want = resp.AppendCommandStrings(want, "RESTORE", "m", "5", string(rdb.AppendSeal(bytes.Clone(module.Value), 0)), "ABSTTL")
	if !bytes.Equal(out.Bytes(), want) {
		t.Errorf("%q", out.Bytes())
	}
}

// TestStreamDetails moves what only later versions of the format say of a stream.
func TestStreamDetails(t *testing.T) {
	from := newOurs(t)
	fillStreams(t, from.client(t))
	details := func(o *ours, fields ...string) (all []string) {
		info := named(do(t, o.client(t), "XINFO", "STREAM", "s", "FULL"))
		group := named(info["groups"].Elems[1])
		consumer := named(group["consumers"].Elems[0])
		for _, in := range []map[string]resp.Value{info, group, consumer} {
			for _, name := range fields {
				if v, has := in[name]; has {
					all = append(all, fmt.Sprintf("%s: %s", name, v.AppendText(nil)))
				}
			}
		}
		return all
	}
	late := []string{"entries-added", "max-deleted-entry-id", "entries-read", "lag"}
	later := append([]string{"active-time", "seen-time"}, late...)
	for _, c := range []struct {
		o      transfer.ExportOptions
		fields []string
	}{
		{transfer.ExportOptions{Version: 10}, late}, {transfer.ExportOptions{}, later},
		{transfer.ExportOptions{Format: transfer.Commands, Version: 10}, late}, {transfer.ExportOptions{Format: transfer.Commands}, later},
	} {
		to := newOurs(t)
		if _, err := importInto(to.peer(t), exportOf(t, from.peer(t), c.o), transfer.ImportOptions{}); err != nil {
			t.Fatal(err)
		}
		same(t, details(to, c.fields...), details(from, c.fields...))
	}
}

// TestStreamProperties exports a stream with more to it than the format has: it is told, and no entry is lost to a group.
func TestStreamProperties(t *testing.T) {
	from := newOurs(t)
	for _, line := range []string{
		"XADD q 1-1 user a", "XADD q 2-1 user a", "XADD q 3-1 user b", "XADD q DELAY 1000 * user c",
		"XGROUP CREATE q g 0", "XGROUP CONFIGURE q g ORDERBY user", "XREADGROUP GROUP g me COUNT 10 STREAMS q >",
		"PEXPIREAT q " + strconv.Itoa(futureMillis), "SET k v",
	} {
		do(t, from.client(t), strings.Fields(line)...)
	}
	for _, o := range []transfer.ExportOptions{{}, {Format: transfer.Commands}} {
		src, err := transfer.NewScan(from.peer(t))
		if err != nil {
			t.Fatal(err)
		}
		var told []string
		src.OnPlain = func(db int, key []byte) { told = append(told, fmt.Sprintf("%d %s", db, key)) }
		var out bytes.Buffer
		if _, err := transfer.Export(src, &out, o); err != nil || fmt.Sprint(told) != "[0 q]" {
			t.Fatalf("told of %q (%v)", told, err)
		}
		to := newOurs(t)
		c := to.client(t)
		if _, err := importInto(to.peer(t), out.Bytes(), transfer.ImportOptions{}); err != nil {
			t.Fatal(err)
		}
		if n, at := do(t, c, "XLEN", "q").Int, do(t, c, "PEXPIRETIME", "q").Int; n != 3 || at != futureMillis {
			t.Errorf("%d entries that expire at %d", n, at)
		}
		got := do(t, c, "XREADGROUP", "GROUP", "g", "other", "STREAMS", "q", ">")
		if !bytes.Contains(got.AppendText(nil), []byte("2-1")) {
			t.Errorf("the group gets %s", got.AppendText(nil))
		}
		if n := do(t, c, "XPENDING", "q", "g").Elems[0].Int; n != 3 {
			t.Errorf("%d entries are pending", n)
		}
	}
}

// TestFunctions imports a file with functions: before anything else, and all or none.
func TestFunctions(t *testing.T) {
	const other = "#!lua name=other\nredis.register_function('more', function() return 43 end)"
	from := newOurs(t)
	for _, code := range []string{library, other} {
		do(t, from.client(t), "FUNCTION", "LOAD", code)
	}
	do(t, from.client(t), "SET", "k", "v")
	file := exportOf(t, from.peer(t), transfer.ExportOptions{})

	to := newOurs(t)
	c := to.client(t)
	do(t, c, "FUNCTION", "LOAD", strings.Replace(other, "43", "44", 1))
	if _, err := importInto(to.peer(t), file, transfer.ImportOptions{}); !errors.Is(err, transfer.ErrReply) || !strings.Contains(err.Error(), "Library other already exists") {
		t.Errorf("a name that is taken: %v", err)
	}
	if left := do(t, c, "EXISTS", "k").Int; left != 0 || len(do(t, c, "FUNCTION", "LIST").Elems) != 1 {
		t.Error("something was imported")
	}
	done, err := importInto(to.peer(t), file, transfer.ImportOptions{Replace: true})
	if err != nil || done.Libraries != 2 || done.Keys != 1 {
		t.Errorf("imported %+v, %v", done, err)
	}
	if got := do(t, c, "FCALL", "more", "0").Int; got != 43 {
		t.Errorf("the function answers %d", got)
	}
	one := newOurs(t)
	file = exportOf(t, from.peer(t), transfer.ExportOptions{IsOneDB: true})
	if done, err := importInto(one.peer(t), file, transfer.ImportOptions{}); err != nil || done.Libraries != 0 || done.Keys != 1 {
		t.Errorf("of one database: %+v, %v", done, err)
	}
	src, err := transfer.NewScan(from.peer(t))
	if err != nil {
		t.Fatal(err)
	}
	if _, err := transfer.Export(src, io.Discard, transfer.ExportOptions{Version: 9}); !errors.Is(err, rdb.ErrTooOld) {
		t.Errorf("version 9: %v", err)
	}
}

// TestRefusedInTheEnd imports into a server without memory.
func TestRefusedInTheEnd(t *testing.T) {
	from := newOurs(t)
	fill(t, from.client(t), rand.New(rand.NewPCG(1, 3)))
	for _, format := range []transfer.Format{transfer.RDB, transfer.Commands} {
		to := newOurs(t, "--maxmemory", "1", "--maxmemory-policy", "noeviction")
		file := exportOf(t, from.peer(t), transfer.ExportOptions{Format: format})
		if _, err := importInto(to.peer(t), file, transfer.ImportOptions{}); !errors.Is(err, transfer.ErrReply) || !strings.Contains(err.Error(), "OOM") {
			t.Errorf("format %d: %v", format, err)
		}
	}
}

// TestHangUp talks to a server that hangs up.
func TestHangUp(t *testing.T) {
	near, far := net.Pipe()
	_ = far.Close()
	peer := newPeer(t, near)
	if _, err := transfer.NewScan(peer); err == nil {
		t.Error("there is a source")
	}
	if _, err := importInto(peer, fileOf(t, transfer.Entry{Key: []byte("k"), Value: []byte("\x00\x01v")}), transfer.ImportOptions{}); err == nil {
		t.Error("there was an import")
	}
	if err := peer.Authenticate("", "secret"); err == nil {
		t.Error("there was authentication")
	}
}

func TestAuthenticate(t *testing.T) {
	o := newOurs(t, "--requirepass", "secret")
	peer := o.peer(t)
	if err := peer.Authenticate("", "wrong"); !errors.Is(err, transfer.ErrReply) {
		t.Errorf("wrong password: %v", err)
	}
	for _, user := range []string{"", "default"} {
		if err := peer.Authenticate(user, "secret"); err != nil {
			t.Errorf("user %q: %v", user, err)
		}
	}
}

func TestWriteFile(t *testing.T) {
	fs := vfs.NewMem()
	write := func(text string, err error) error {
		return transfer.WriteFile(fs, "out", func(w io.Writer) error {
			_, _ = io.WriteString(w, text)
			return err
		})
	}
	if err := write("first", nil); err != nil {
		t.Fatal(err)
	}
	if err := write("second", io.ErrShortWrite); !errors.Is(err, io.ErrShortWrite) {
		t.Errorf("a failure is %v", err)
	}
	f, err := fs.Open("out")
	if err != nil {
		t.Fatal(err)
	}
	if text, err := io.ReadAll(f); err != nil || string(text) != "first" {
		t.Errorf("the file is %q (%v)", text, err)
	}
	if names, err := fs.List(""); err != nil || len(names) != 1 {
		t.Errorf("files are %q (%v)", names, err)
	}
}
