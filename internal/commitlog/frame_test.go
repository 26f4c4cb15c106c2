package commitlog

import (
	"encoding/hex"
	"math"
	"strings"
	"testing"
)

// TestPinnedBytes pins every byte of the format. If it fails, logs on disk can
// no longer be read: change the code, or the format version.
func TestPinnedBytes(t *testing.T) {
	got := appendSegmentHeader(nil, segmentHeader{logID: 0x0807060504030201, number: 0x11, first: 0x22, epoch: 0x33})
	wantHex(t, "segment header", got, `
		4846434d544c4f47 01000000 f8290c0d
		0102030405060708 1100000000000000 2200000000000000 33000000
		0000000000000000000000000000000000000000`)

	salt := frameSalt(0x0807060504030201, 0x11)
	got = appendFrame(nil, 0x22, 0x44, 0x55, []byte("payload"))
	sealFrame(got, 0x22, 0x20, salt)
	wantHex(t, "frame", got, `441dd916 07000000 2200000000000000 00000000 4400 5500 02000000 7061796c6f6164`)

	got = appendFrame(nil, 0x22, 0, flagMark, nil)
	sealFrame(got, 0x22, 0x22, salt)
	wantHex(t, "mark", got, `e3f1c470 00000000 2200000000000000 00000000 0000 0080 00000000`)
}

func wantHex(t *testing.T, what string, got []byte, want string) {
	t.Helper()
	if want = strings.Join(strings.Fields(want), ""); hex.EncodeToString(got) != want {
		t.Errorf("%s is\n%x, want\n%s", what, got, want)
	}
}

func TestLag(t *testing.T) {
	tests := []struct {
		lsn, durable LSN
		lag          uint32
		proves       LSN
	}{
		{1, 0, 1, 0},
		{10, 9, 1, 9},
		{10, 10, 0, 10},
		{10, 11, 0, 10}, // a mark may be late
		{1 << 40, 1<<40 - math.MaxUint32 + 1, math.MaxUint32 - 1, 1<<40 - math.MaxUint32 + 1},
		{1 << 40, 1<<40 - math.MaxUint32, lagUnknown, 0},
		{1 << 40, 3, lagUnknown, 0},
	}
	for _, test := range tests {
		frame := appendFrame(nil, test.lsn, 0, 0, nil)
		sealFrame(frame, test.lsn, test.durable, 0)
		if h := decodeFrameHeader(frame); h.lag != test.lag || h.proves() != test.proves {
			t.Errorf("record %d, durable %d: lag %d proves %d", test.lsn, test.durable, h.lag, h.proves())
		}
	}
}
