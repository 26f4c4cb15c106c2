package transfer

import (
	"fmt"
	"io"
	"slices"

	"github.com/holdfast-db/holdfast/internal/resp"
)

// checkCommands reads a stream to its end.
func checkCommands(_ *Peer, file io.Reader, _ ImportOptions, done *Imported) error {
	return eachCommand(file, func([]byte) error {
		done.Commands++
		return nil
	})
}

// applyCommands sends the commands of a stream as they are. The first that fails ends it.
func applyCommands(peer *Peer, file io.Reader, _ ImportOptions, done *Imported) error {
	p := newPipeline(peer)
	return p.finish(eachCommand(file, func(command []byte) error {
		done.Commands++
		return p.send(command, want{what: fmt.Sprintf("command %d", done.Commands)})
	}))
}

// maxCommandBytes bounds an argument, as servers do.
const maxCommandBytes = 512 << 20

// eachCommand visits the commands of a stream, encoded. It keeps one in memory.
func eachCommand(file io.Reader, visit func(command []byte) error) error {
	parser := resp.NewParser(resp.Limits{MaxBulkBytes: maxCommandBytes})
	var buf []byte // of the stream, from offset on
	offset, isEnd := int64(0), false
	for {
		if len(buf) > 0 {
			n, err := nextCommand(parser, buf)
			switch {
			case err != nil:
				return fmt.Errorf("offset %d: %w: %w", offset, err, ErrCommands)
			case n > 0:
				if err := visit(buf[:n]); err != nil {
					return err
				}
				buf, offset = buf[n:], offset+int64(n)
				continue
			}
		}
		switch {
		case isEnd && len(buf) > 0:
			return fmt.Errorf("offset %d: it ends within a command: %w", offset, ErrCommands)
		case isEnd:
			return nil
		}
		var err error
		if buf, err = readMore(file, buf); err == io.EOF {
			isEnd = true
		} else if err != nil {
			return err
		}
	}
}

// nextCommand is how long the command is that begins a buffer, 0 if it is not whole. What people type, and the parser
// takes for commands as well, has no place in a file.
func nextCommand(parser *resp.Parser, buf []byte) (int, error) {
	if buf[0] != '*' {
		return 0, fmt.Errorf("%.20q is no command", buf)
	}
	_, n, err := parser.Next(buf)
	return n, err
}

// readMore reads once, behind what is there.
func readMore(file io.Reader, buf []byte) ([]byte, error) {
	buf = slices.Grow(buf, sendBytes)
	n, err := file.Read(buf[len(buf):cap(buf)])
	if n > 0 {
		err = nil // it will come again
	}
	return buf[:len(buf)+n], err
}
