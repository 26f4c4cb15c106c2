package commitlog

import (
	"encoding/binary"
	"errors"
	"fmt"
	"maps"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/cockroachdb/pebble/v2/vfs"
)

// files are the bytes of a log, by segment number.
type files map[uint64][]byte

// grownLog writes a log of several segments, a group at a time.
func grownLog(t *testing.T) files {
	t.Helper()
	fs := vfs.NewMem()
	opts := testOptions(t, fs)
	opts.SegmentBytes = 1 << 10
	l := mustOpen(t, opts)
	for i := range 12 {
		appendNumbered(l, 2, 60)
		mustSync(t, l)
		l.Tick(time.Unix(int64(i), 0))
	}
	mustClose(t, l)
	got := files{}
	for _, s := range l.segs {
		data, err := fs.UnsafeGetFileDataBuffer(fs.PathJoin("log", segmentName(s.number)))
		if err != nil {
			t.Fatal(err)
		}
		got[s.number] = slices.Clone(data[:s.end.Load()])
	}
	if len(got) < 3 {
		t.Fatalf("only %d segments", len(got))
	}
	return got
}

// place puts the files into a new file system.
func (f files) place(t *testing.T) vfs.FS {
	t.Helper()
	fs := vfs.NewMem()
	if err := fs.MkdirAll("log", 0o755); err != nil {
		t.Fatal(err)
	}
	for number, data := range f {
		file, err := fs.Create(fs.PathJoin("log", segmentName(number)), vfs.WriteCategoryUnspecified)
		if err != nil {
			t.Fatal(err)
		}
		if _, err := file.Write(slices.Clone(data)); err != nil {
			t.Fatal(err)
		}
		if err := file.Close(); err != nil {
			t.Fatal(err)
		}
	}
	return fs
}

// with returns the files with one of them changed.
func (f files) with(number uint64, data []byte) files {
	changed := maps.Clone(f)
	changed[number] = data
	if data == nil {
		delete(changed, number)
	}
	return changed
}

// outcome opens a damaged log as a server would and says how far it goes, or
// that it is found corrupt. Verify must not be more lenient.
func (f files) outcome(t *testing.T) (last LSN, corrupt bool) {
	t.Helper()
	fs := f.place(t)
	report, verifyErr := Verify(fs, "log")
	if verifyErr != nil && !errors.Is(verifyErr, ErrCorrupt) {
		t.Fatal(verifyErr)
	}
	opts := testOptions(t, fs)
	opts.ReadOnly = true
	l, err := Open(opts)
	if err == nil {
		err = l.Replay(0, func(r Record) error {
			if string(r.Payload) != string(numbered(r.LSN, 60)) {
				t.Fatalf("record %d came back wrong: %q", r.LSN, r.Payload)
			}
			last = r.LSN
			return nil
		})
	}
	if err != nil && !errors.Is(err, ErrCorrupt) {
		t.Fatal(err)
	}
	if (err == nil) != (verifyErr == nil) || err == nil && report.Last != last {
		t.Fatalf("opened: last %d, %v; verified: last %d, %v", last, err, report.Last, verifyErr)
	}
	return last, err != nil
}

// TestFlippedByte damages every byte of a closed log. Its last mark proves that
// everything before it was durable, so all damage before it must be reported.
func TestFlippedByte(t *testing.T) {
	whole := grownLog(t)
	last, corrupt := whole.outcome(t)
	if corrupt || last != 24 {
		t.Fatalf("the whole log ends at %d", last)
	}
	newest := uint64(len(whole))
	for number, data := range whole {
		for i := range data {
			damaged := slices.Clone(data)
			damaged[i] ^= 1 << (i % 8)
			last, corrupt := whole.with(number, damaged).outcome(t)
			inMark := number == newest && i >= len(data)-frameHeaderBytes
			if inMark != !corrupt || inMark && last != 24 {
				t.Errorf("segment %d, byte %d: last %d, corrupt %v", number, i, last, corrupt)
			}
		}
	}
}

// TestTruncated shortens every segment to every length. A shortened last segment
// is a torn tail; one before it is damage.
func TestTruncated(t *testing.T) {
	whole := grownLog(t)
	newest := uint64(len(whole))
	for number, data := range whole {
		for n := range data {
			last, corrupt := whole.with(number, data[:n]).outcome(t)
			if wantCorrupt := number < newest; corrupt != wantCorrupt && !onlyMarksAfter(data, n) {
				t.Errorf("segment %d, %d bytes left: last %d, corrupt %v", number, n, last, corrupt)
			}
		}
	}
}

// onlyMarksAfter reports whether no record is lost when data ends at n.
func onlyMarksAfter(data []byte, n int) bool {
	for off := headerBytes; off < len(data); {
		h := decodeFrameHeader(data[off:])
		off += int(h.frameBytes())
		if off > n && !h.mark() {
			return false
		}
	}
	return n >= headerBytes
}

func TestDamagedLog(t *testing.T) {
	whole := grownLog(t)
	newest := uint64(len(whole))
	frame := func(number uint64, off int, lsn, durable LSN, flags uint16) []byte {
		f := appendFrame(nil, lsn, 0, flags, numbered(lsn, 60))
		sealFrame(f, lsn, durable, frameSalt(7, number))
		return slices.Concat(whole[number][:off], f)
	}
	hole := make([]byte, 100)
	tests := map[string]struct {
		files   files
		corrupt bool
		last    LSN
	}{
		"whole":                    {whole, false, 24},
		"segment missing":          {whole.with(2, nil), true, 0},
		"last segment missing":     {whole.with(newest, nil), false, 20},
		"other log's segment":      {whole.with(2, whole[3]), true, 0},
		"next record":              {whole.with(newest, frame(newest, len(whole[newest]), 25, 24, 0)), false, 25},
		"gap":                      {whole.with(newest, frame(newest, len(whole[newest]), 26, 24, 0)), true, 0},
		"duplicate":                {whole.with(newest, frame(newest, len(whole[newest]), 24, 24, 0)), true, 0},
		"mark of another record":   {whole.with(newest, frame(newest, len(whole[newest]), 23, 23, flagMark)), true, 0},
		"garbage at the end":       {whole.with(newest, slices.Concat(whole[newest], []byte("garbage that is no frame at all"))), false, 24},
		"hole, then unproven":      {whole.with(newest, insert(frame(newest, len(whole[newest]), 26, 24, 0), len(whole[newest]), hole)), false, 24},
		"hole, then proof":         {whole.with(newest, insert(frame(newest, len(whole[newest]), 26, 25, 0), len(whole[newest]), hole)), true, 0},
		"hole, then no knowledge":  {whole.with(newest, insert(frame(newest, len(whole[newest]), 1<<33, 0, 0), len(whole[newest]), hole)), false, 24},
		"frame of another segment": {whole.with(newest, slices.Concat(whole[newest], whole[1][headerBytes:])), false, 24},
	}
	for name, test := range tests {
		t.Run(name, func(t *testing.T) {
			last, corrupt := test.files.outcome(t)
			if corrupt != test.corrupt || !corrupt && last != test.last {
				t.Errorf("last %d, corrupt %v; want %d, %v", last, corrupt, test.last, test.corrupt)
			}
		})
	}
}

func insert(b []byte, at int, what []byte) []byte {
	return slices.Concat(b[:at], what, b[at:])
}

func TestHashFlagIsRefused(t *testing.T) {
	whole := grownLog(t)
	f := appendFrame(nil, 25, 0, flagHash, make([]byte, 40))
	newest := uint64(len(whole))
	sealFrame(f, 25, 24, frameSalt(7, newest))
	_, err := Verify(whole.with(newest, slices.Concat(whole[newest], f)).place(t), "log")
	if !errors.Is(err, ErrVersion) {
		t.Fatal(err)
	}
}

// TestUnknownVersion checks that the error names both versions.
func TestUnknownVersion(t *testing.T) {
	whole := grownLog(t)
	data := slices.Clone(whole[1])
	data[8] = 9
	binary.LittleEndian.PutUint32(data[12:], headerChecksum(data))
	_, err := Open(testOptions(t, whole.with(1, data).place(t)))
	want := "segment 000000000001.log has format version 9, this program reads version 1"
	if !errors.Is(err, ErrVersion) || !strings.Contains(err.Error(), want) {
		t.Fatal(err)
	}
}

// TestCorruptError checks that the message says where and what to do.
func TestCorruptError(t *testing.T) {
	whole := grownLog(t)
	damaged := slices.Clone(whole[1])
	damaged[headerBytes+frameHeaderBytes] ^= 1
	_, err := Verify(whole.with(1, damaged).place(t), "log")
	var c *CorruptError
	if !errors.As(err, &c) || c.Segment != 1 || c.Offset != headerBytes || c.LSN != 1 {
		t.Fatalf("%+v", c)
	}
	want := fmt.Sprintf("commit log is damaged: segment 000000000001.log, offset %d, record 1: the record is not there "+
		"or not sound, but record 3 in segment 000000000001.log, offset 240, proves that it was durable; "+
		"nothing was changed, run `holdfast check` to see what can be saved", headerBytes)
	if err.Error() != want {
		t.Fatalf("got  %s\nwant %s", err, want)
	}
}

// TestCutStaysCut tears a tail out of order, goes on after it, and checks that
// what was cut does not come back, also not when the new records are lost.
func TestCutStaysCut(t *testing.T) {
	whole := grownLog(t)
	newest := uint64(len(whole))
	end := len(whole[newest])
	data := slices.Concat(whole[newest], make([]byte, 88)) // record 25 never arrived
	for lsn := LSN(26); lsn < 30; lsn++ {
		f := appendFrame(nil, lsn, 0, 0, []byte("from the cut tail"))
		sealFrame(f, lsn, 24, frameSalt(7, newest))
		data = append(data, f...)
	}
	fs := whole.with(newest, data).place(t)
	opts := testOptions(t, fs)
	l := mustOpen(t, opts)
	want := Tail{Segment: newest, Offset: int64(end), Frames: 4, Bytes: 4 * (frameHeaderBytes + 17)}
	if l.Recovered() != want || l.Appended() != 24 {
		t.Fatalf("cut %+v after %d, want %+v", l.Recovered(), l.Appended(), want)
	}
	mustClose(t, l)
	for i := range LSN(3) {
		l = mustOpen(t, opts)
		if _, last := readNumbered(t, l, 60); last != 24+i || l.Recovered().Frames != 0 {
			t.Fatalf("opened at %d, cut %+v", last, l.Recovered())
		}
		appendNumbered(l, 1, 60)
		mustClose(t, l)
	}
}
