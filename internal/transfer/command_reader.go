package transfer

import (
	"fmt"
	"io"
	"slices"

	"github.com/holdfast-db/holdfast/internal/resp"
)

// maxArgumentBytes bounds an argument of a command, as servers do.
const maxArgumentBytes = 512 << 20

// commandReader parts a stream of commands. It keeps one in memory.
type commandReader struct {
	file   io.Reader
	parser *resp.Parser
	buf    []byte // what was read and not returned
	offset int64  // where in the stream that begins
	isEnd  bool   // nothing more will be read
}

func newCommandReader(file io.Reader) *commandReader {
	return &commandReader{file: file, parser: resp.NewParser(resp.Limits{MaxBulkBytes: maxArgumentBytes})}
}

// next returns the next command, encoded; it is valid until the one after. The end is io.EOF.
func (r *commandReader) next() ([]byte, error) {
	for {
		n, err := r.measure()
		if err != nil {
			return nil, fmt.Errorf("offset %d: %w: %w", r.offset, err, ErrCommands)
		}
		if n > 0 {
			command := r.buf[:n]
			r.buf, r.offset = r.buf[n:], r.offset+int64(n)
			return command, nil
		}
		switch {
		case r.isEnd && len(r.buf) > 0:
			return nil, fmt.Errorf("offset %d: it ends within a command: %w", r.offset, ErrCommands)
		case r.isEnd:
			return nil, io.EOF
		}
		if err := r.fill(); err != nil {
			return nil, err
		}
	}
}

// measure is how long the next command is, 0 if it is not whole yet. What people type, and the parser takes for
// commands as well, has no place in a file.
func (r *commandReader) measure() (int, error) {
	if len(r.buf) == 0 {
		return 0, nil
	}
	if r.buf[0] != '*' {
		return 0, fmt.Errorf("%.20q is no command", r.buf)
	}
	_, n, err := r.parser.Next(r.buf)
	return n, err
}

// fill reads once, behind what is there.
func (r *commandReader) fill() error {
	r.buf = slices.Grow(r.buf, sendBytes)
	n, err := r.file.Read(r.buf[len(r.buf):cap(r.buf)])
	r.buf = r.buf[:len(r.buf)+n]
	if err == io.EOF {
		r.isEnd = true
		return nil
	}
	return err
}
