package rdb

import "io"

// windowBytes is how much of a stream is at hand at once.
const windowBytes = 64 << 10

// source is a stream that knows where its Reader is, and the checksum of what was read.
type source struct {
	src    io.Reader
	buffer []byte
	window []byte // what the buffer holds; its end is what the Reader has not read
	before int64  // bytes in front of the window
	crc    uint64 // of these
}

func newSource(src io.Reader) *source {
	return &source{src: src, buffer: make([]byte, windowBytes)}
}

// fetch moves the window to what has not been read and adds to it until it has at least n bytes.
func (s *source) fetch(rest []byte, n int) ([]byte, error) {
	read := s.window[:len(s.window)-len(rest)]
	s.before += int64(len(read))
	s.crc = addToChecksum(s.crc, read)
	have := copy(s.buffer, rest)
	for have < n {
		more, err := s.src.Read(s.buffer[have:])
		have += more
		if err != nil && have < n {
			s.window = s.buffer[:have]
			if err == io.EOF {
				err = errEnd
			}
			return s.window, err
		}
	}
	s.window = s.buffer[:have]
	return s.window, nil
}

// offset is where in the stream the rest begins.
func (s *source) offset(rest []byte) int64 { return s.before + int64(len(s.window)-len(rest)) }

// checksum is that of all bytes before the rest.
func (s *source) checksum(rest []byte) uint64 {
	return addToChecksum(s.crc, s.window[:len(s.window)-len(rest)])
}
