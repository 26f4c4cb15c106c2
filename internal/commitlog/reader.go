package commitlog

import (
	"encoding/binary"
	"errors"
	"io"

	"github.com/cockroachdb/pebble/v2/vfs"
)

// errNoFrame says that the bytes at the reader's offset are not a valid frame.
var errNoFrame = errors.New("no valid frame")

// readWindowBytes is how much the reader asks of a file at once.
const readWindowBytes = 256 << 10

// reader reads the frames of one segment through a window. The window grows
// beyond its usual size only for a frame that the file is long enough to hold,
// so a damaged length costs no more memory than the file has bytes.
type reader struct {
	file vfs.File
	size int64
	salt uint32
	off  int64 // of the next frame

	window      []byte
	windowStart int64
}

func newReader(file vfs.File, salt uint32) (*reader, error) {
	info, err := file.Stat()
	if err != nil {
		return nil, err
	}
	return &reader{file: file, size: info.Size(), salt: salt, off: headerBytes}, nil
}

// next returns the frame at the offset and moves behind it. The payload is
// valid until the next call. It fails with errNoFrame, without moving, if there
// is no frame.
func (r *reader) next() (frameHeader, []byte, error) {
	b, err := r.view(frameHeaderBytes)
	if err != nil {
		return frameHeader{}, nil, err
	}
	h := decodeFrameHeader(b)
	if h.lsn == 0 && !h.mark() {
		return frameHeader{}, nil, errNoFrame
	}
	if b, err = r.view(h.frameBytes()); err != nil {
		return frameHeader{}, nil, err
	}
	if frameChecksum(b, r.salt) != h.crc {
		return frameHeader{}, nil, errNoFrame
	}
	r.off += h.frameBytes()
	return h, b[frameHeaderBytes:], nil
}

// seek moves on to the next offset where a header with an LSN in [from,
// from+span) might stand. It returns false at the end of the file.
func (r *reader) seek(from LSN, span uint64) (bool, error) {
	for r.size-r.off >= frameHeaderBytes {
		b, err := r.view(min(readWindowBytes, r.size-r.off))
		if err != nil {
			return false, err
		}
		n := len(b) - frameHeaderBytes + 1
		for i := range n {
			if binary.LittleEndian.Uint64(b[i+8:])-uint64(from) < span {
				r.off += int64(i)
				return true, nil
			}
		}
		r.off += int64(n)
	}
	return false, nil
}

// view returns n bytes at the offset.
func (r *reader) view(n int64) ([]byte, error) {
	if n > r.size-r.off {
		return nil, errNoFrame
	}
	start := r.off - r.windowStart
	if start < 0 || start+n > int64(len(r.window)) {
		if err := r.fill(n); err != nil {
			return nil, err
		}
		start = 0
	}
	return r.window[start : start+n], nil
}

// fill moves the window to the offset.
func (r *reader) fill(n int64) error {
	n = min(max(n, readWindowBytes), r.size-r.off)
	if int64(cap(r.window)) < n {
		r.window = make([]byte, n)
	}
	r.window, r.windowStart = r.window[:n], r.off
	if got, err := r.file.ReadAt(r.window, r.off); got < len(r.window) {
		r.window = r.window[:0]
		if err == nil {
			err = io.ErrUnexpectedEOF
		}
		return err
	}
	return nil
}
