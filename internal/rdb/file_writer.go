package rdb

import (
	"encoding/binary"
	"fmt"
	"io"
)

// FileWriter writes a file as Redis does. Its methods are called in their order here, DB and Key as often as needed.
// The first error stays, and Close returns it.
type FileWriter struct {
	w       io.Writer
	version int
	buf     []byte
	crc     uint64 // of what has left the buffer
	err     error
}

const (
	// MinWriteVersion is the earliest version that can be written: that of Redis 5.
	MinWriteVersion = 9
	// flushBytes is how much is gathered before it is written.
	flushBytes = 64 << 10
)

// NewFileWriter begins a file of a version from MinWriteVersion to MaxVersion.
func NewFileWriter(w io.Writer, version int) (*FileWriter, error) {
	if version < MinWriteVersion || version > MaxVersion {
		return nil, fmt.Errorf("%d, where %d to %d can be written: %w", version, MinWriteVersion, MaxVersion, ErrVersion)
	}
	f := &FileWriter{w: w, version: version}
	f.buf = fmt.Appendf(f.buf, "%s%0*d", magic, headBytes-len(magic), version)
	return f, nil
}

// Aux tells something about the file.
func (f *FileWriter) Aux(name, text string) {
	f.buf = AppendString(AppendString(append(f.buf, opAux), []byte(name)), []byte(text))
}

// Function writes a library of functions. It comes before the first database.
func (f *FileWriter) Function(code []byte) error {
	if f.version < FunctionVersion {
		return fmt.Errorf("functions: %w", ErrTooOld)
	}
	f.buf = AppendString(append(f.buf, opFunction), code)
	return f.err
}

// DB begins a database, of which it is known about how many keys it has and how many of these expire.
func (f *FileWriter) DB(n, keys, expiring int) {
	f.buf = AppendLength(append(f.buf, opSelectDB), n)
	f.buf = AppendLength(AppendLength(append(f.buf, opResizeDB), keys), expiring)
}

// Key writes a key. value is its type and what the type says, as in a payload of DUMP; where the version does not have
// the type, it is laid out anew.
func (f *FileWriter) Key(name []byte, expireAt int64, value []byte) error {
	value, err := layOutFor(f.version, value)
	if err != nil {
		return fmt.Errorf("key %.100q: %w", name, err)
	}
	f.beginKey(name, expireAt, Type(value[0]))
	f.buf = append(f.buf, value[1:]...)
	if len(f.buf) >= flushBytes {
		f.flush()
	}
	return f.err
}

// beginKey writes all of a key before its value.
func (f *FileWriter) beginKey(name []byte, expireAt int64, t Type) {
	if expireAt != 0 {
		f.buf = binary.LittleEndian.AppendUint64(append(f.buf, opExpireMillis), uint64(expireAt))
	}
	f.buf = AppendString(append(f.buf, byte(t)), name)
}

// flush writes what was gathered.
func (f *FileWriter) flush() {
	f.crc = addToChecksum(f.crc, f.buf)
	if f.err == nil {
		_, f.err = f.w.Write(f.buf)
	}
	if cap(f.buf) > 4*flushBytes {
		f.buf = nil
	}
	f.buf = f.buf[:0]
}

// Close ends the file with its checksum. It does not close what it was written to.
func (f *FileWriter) Close() error {
	f.buf = append(f.buf, opEnd)
	f.flush()
	f.buf = binary.LittleEndian.AppendUint64(f.buf, f.crc)
	f.flush()
	return f.err
}
