package commitlog

import (
	"bytes"
	"encoding/binary"
	"fmt"
	"hash/crc32"
)

// Every segment begins with a header. The places of magic, version and checksum
// never change, so that any version can name any other.
const (
	headerBytes   = 64
	headerMagic   = "HFCMTLOG"
	formatVersion = 1
)

// segmentHeader is what a segment says about itself.
type segmentHeader struct {
	logID  uint64
	number uint64
	first  LSN // of its first record
	epoch  uint32
}

func appendSegmentHeader(dst []byte, h segmentHeader) []byte {
	var b [headerBytes]byte
	copy(b[0:], headerMagic)
	binary.LittleEndian.PutUint32(b[8:], formatVersion)
	binary.LittleEndian.PutUint64(b[16:], h.logID)
	binary.LittleEndian.PutUint64(b[24:], h.number)
	binary.LittleEndian.PutUint64(b[32:], uint64(h.first))
	binary.LittleEndian.PutUint32(b[40:], h.epoch)
	binary.LittleEndian.PutUint32(b[12:], headerChecksum(b[:]))
	return append(dst, b[:]...)
}

// decodeSegmentHeader reads the header of the segment with this number. It
// returns false for anything that is not the sound header of that segment: a
// recycled file before its use still has the header of its former life.
func decodeSegmentHeader(b []byte, number uint64) (segmentHeader, bool, error) {
	if len(b) < headerBytes || string(b[:8]) != headerMagic {
		return segmentHeader{}, false, nil
	}
	h := segmentHeader{
		logID:  binary.LittleEndian.Uint64(b[16:]),
		number: binary.LittleEndian.Uint64(b[24:]),
		first:  LSN(binary.LittleEndian.Uint64(b[32:])),
		epoch:  binary.LittleEndian.Uint32(b[40:]),
	}
	if binary.LittleEndian.Uint32(b[12:]) != headerChecksum(b) {
		return segmentHeader{}, false, nil
	}
	if v := binary.LittleEndian.Uint32(b[8:]); v != formatVersion {
		return segmentHeader{}, false, fmt.Errorf("%w: segment %s has format version %d, this program reads version %d",
			ErrVersion, segmentName(number), v, formatVersion)
	}
	return h, h.number == number && h.first > 0, nil
}

func headerChecksum(b []byte) uint32 {
	crc := crc32.Checksum(b[:12], castagnoli)
	return crc32.Update(crc, castagnoli, b[16:headerBytes])
}

// blank reports whether b holds zeros only.
func blank(b []byte) bool {
	return len(bytes.Trim(b, "\x00")) == 0
}
