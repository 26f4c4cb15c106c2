package commitlog

import (
	"bytes"
	"errors"
	"testing"

	"github.com/cockroachdb/pebble/v2/vfs"
)

// FuzzReader reads any bytes as the frames of a segment. What it accepts must be
// what a writer would write, and memory is bounded by the size of the file.
func FuzzReader(f *testing.F) {
	salt := frameSalt(7, 1)
	good := make([]byte, headerBytes)
	for lsn := LSN(1); lsn < 4; lsn++ {
		frame := appendFrame(nil, lsn, 3, 5, numbered(lsn, 40))
		sealFrame(frame, lsn, lsn-1, salt)
		good = append(good, frame...)
	}
	f.Add(good)
	f.Add(append(bytes.Clone(good), 0, 0, 0, 0, 0xff, 0xff, 0xff, 0xff, 4, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0))
	f.Fuzz(func(t *testing.T, data []byte) {
		rd, err := newReader(vfs.NewMemFile(data), salt)
		if err != nil {
			t.Fatal(err)
		}
		for {
			off := rd.off
			h, payload, err := rd.next()
			if err != nil {
				if !errors.Is(err, errNoFrame) {
					t.Fatal(err)
				}
				break
			}
			again := appendFrame(nil, h.lsn, h.db, h.flags, payload)
			copy(again[16:20], data[off+16:]) // the epoch
			copy(again[24:28], data[off+24:]) // the lag
			if frameChecksum(again, salt) != h.crc || h.frameBytes() != int64(len(again)) || h.proves() > h.lsn {
				t.Fatalf("frame at %d is read as %+v", off, h)
			}
		}
		if cap(rd.window) > max(len(data), readWindowBytes) {
			t.Fatalf("%d bytes of memory for a file of %d", cap(rd.window), len(data))
		}
	})
}

// FuzzSegments takes any bytes for the segments of a log. Verify and Open must
// agree, and a log that opens must stay open to new records.
func FuzzSegments(f *testing.F) {
	first := appendSegmentHeader(nil, segmentHeader{logID: 7, number: 1, first: 1})
	frame := appendFrame(nil, 1, 0, 0, []byte("payload"))
	sealFrame(frame, 1, 0, frameSalt(7, 1))
	second := appendSegmentHeader(nil, segmentHeader{logID: 7, number: 2, first: 2})
	f.Add(append(bytes.Clone(first), frame...), second)
	f.Add(first, []byte{})
	f.Add(make([]byte, 100), []byte("x"))
	f.Fuzz(func(t *testing.T, one, two []byte) {
		fs := files{1: one, 2: two}.place(t)
		report, verifyErr := Verify(fs, "log")
		l, err := Open(testOptions(t, fs))
		if (err == nil) != (verifyErr == nil) {
			t.Fatalf("Verify: %v, Open: %v", verifyErr, err)
		}
		if err != nil {
			return
		}
		next := l.Append(0, 0, nil)
		if report.Records > 0 && next != report.Last+1 {
			t.Fatalf("record %d follows %d", next, report.Last)
		}
		mustClose(t, l)
		if after, err := Verify(fs, "log"); err != nil || after.Last != next {
			t.Fatalf("after one more record: %+v, %v", after, err)
		}
	})
}
