package commitlog

import (
	"encoding/binary"
	"hash/crc32"
	"math"
)

// A frame is one record on disk: a header of fixed size and the payload.
const (
	frameHeaderBytes = 28

	// flagMark makes a frame a mark: it takes no LSN (it repeats the one before
	// it), has no payload and is never replayed. It is there for its lag.
	flagMark uint16 = 1 << 15
	// flagHash is set aside for frames that carry a hash of their predecessor.
	flagHash uint16 = 1 << 14

	// lagUnknown is the largest lag, and says nothing about durability.
	lagUnknown = math.MaxUint32
)

var castagnoli = crc32.MakeTable(crc32.Castagnoli)

// frameHeader is the header of a frame. The order is that on disk.
type frameHeader struct {
	crc    uint32
	length uint32
	lsn    LSN
	epoch  uint32
	db     uint16
	flags  uint16
	lag    uint32
}

func decodeFrameHeader(b []byte) frameHeader {
	_ = b[frameHeaderBytes-1]
	return frameHeader{
		crc:    binary.LittleEndian.Uint32(b[0:]),
		length: binary.LittleEndian.Uint32(b[4:]),
		lsn:    LSN(binary.LittleEndian.Uint64(b[8:])),
		epoch:  binary.LittleEndian.Uint32(b[16:]),
		db:     binary.LittleEndian.Uint16(b[20:]),
		flags:  binary.LittleEndian.Uint16(b[22:]),
		lag:    binary.LittleEndian.Uint32(b[24:]),
	}
}

// mark reports whether the frame is a mark.
func (h frameHeader) mark() bool { return h.flags&flagMark != 0 }

// frameBytes is the size of the whole frame.
func (h frameHeader) frameBytes() int64 { return frameHeaderBytes + int64(h.length) }

// proves returns the LSN that was durable before the frame was written.
func (h frameHeader) proves() LSN {
	if h.lag == lagUnknown || LSN(h.lag) > h.lsn {
		return 0
	}
	return h.lsn - LSN(h.lag)
}

// appendFrame appends a frame without its checksum and lag. Those depend on the
// segment and the moment it is written; sealFrame adds them then.
func appendFrame(dst []byte, lsn LSN, db, flags uint16, payload []byte) []byte {
	var h [frameHeaderBytes]byte
	binary.LittleEndian.PutUint32(h[4:], uint32(len(payload)))
	binary.LittleEndian.PutUint64(h[8:], uint64(lsn))
	binary.LittleEndian.PutUint16(h[20:], db)
	binary.LittleEndian.PutUint16(h[22:], flags)
	dst = append(dst, h[:]...)
	return append(dst, payload...)
}

// sealFrame completes a frame for the segment with this salt.
func sealFrame(frame []byte, lsn, durable LSN, salt uint32) {
	lag := uint32(min(lsn-min(lsn, durable), lagUnknown))
	binary.LittleEndian.PutUint32(frame[24:], lag)
	binary.LittleEndian.PutUint32(frame[0:], frameChecksum(frame, salt))
}

// sealFrames completes the frames at the start of buf that fit into room bytes.
// It returns their total size and the LSN of the last.
func sealFrames(buf []byte, room int64, durable LSN, salt uint32) (n int, last LSN) {
	for n < len(buf) {
		h := decodeFrameHeader(buf[n:])
		end := n + int(h.frameBytes())
		if int64(end) > room {
			break
		}
		sealFrame(buf[n:end], h.lsn, durable, salt)
		n, last = end, h.lsn
	}
	return n, last
}

// frameChecksum covers everything behind the checksum itself.
func frameChecksum(frame []byte, salt uint32) uint32 {
	return crc32.Update(salt, castagnoli, frame[4:])
}

// frameSalt starts the checksums of a segment. The segment number keeps frames
// of a file's former life from passing; the log's random id keeps a client from
// storing a value that looks like a frame.
func frameSalt(logID, segment uint64) uint32 {
	var b [16]byte
	binary.LittleEndian.PutUint64(b[0:], logID)
	binary.LittleEndian.PutUint64(b[8:], segment)
	return crc32.Checksum(b[:], castagnoli)
}
