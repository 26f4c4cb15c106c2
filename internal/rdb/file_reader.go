package rdb

import (
	"bytes"
	"encoding/binary"
	"errors"
	"fmt"
	"io"
	"math"
)

// The head of a file: a word, and the version in as many digits as make nine bytes.
const (
	magic       = "REDIS"
	valkeyMagic = "VALKEY"
	headBytes   = 9
	sumBytes    = 8
)

// FileReaderOptions are how a file is read.
type FileReaderOptions struct {
	// MaxStringBytes is the longest string that is read; the default is Redis's, 512 MiB.
	MaxStringBytes int
	// Function is given every library of functions. Without it, a file that has one is ErrUnsupported.
	Function func(code []byte) error
}

const defaultMaxStringBytes = 512 << 20

// FileReader reads a file as Redis or Valkey writes it, one key after the other. It keeps no more in memory than a string or a
// packed value. What is wrong with a file is ErrCorrupt, ErrVersion, ErrType or ErrUnsupported, and where.
type FileReader struct {
	r         *Reader
	version   int
	isValkeys bool
	o         FileReaderOptions
	key       Key
	isPending bool // the value of the key was not read yet
}

// A Key is a key of a file; its value comes behind it.
type Key struct {
	DB       int
	Name     []byte // valid until the next key
	ExpireAt int64  // in unix milliseconds, 0 for never
	Type     Type
}

// NewFileReader reads the head of a file.
func NewFileReader(src io.Reader, o FileReaderOptions) (*FileReader, error) {
	if o.MaxStringBytes == 0 {
		o.MaxStringBytes = defaultMaxStringBytes
	}
	f := &FileReader{r: newStreamReader(src, o.MaxStringBytes), o: o}
	f.r.mayBeEmpty = true
	return f, f.where(f.head())
}

// Is reports whether a file that begins so is one of Redis or Valkey.
func Is(start []byte) bool {
	return bytes.HasPrefix(start, []byte(magic)) || bytes.HasPrefix(start, []byte(valkeyMagic))
}

func (f *FileReader) head() error {
	head, err := f.r.take(headBytes)
	if err != nil {
		return err
	}
	word, first, last := magic, MinVersion, MaxVersion
	if f.isValkeys = bytes.HasPrefix(head, []byte(valkeyMagic)); f.isValkeys {
		word, first, last = valkeyMagic, ValkeyVersion, ValkeyVersion
	}
	digits, ok := bytes.CutPrefix(head, []byte(word))
	version, isNumber := number(digits)
	if !ok || !isNumber {
		return fmt.Errorf("it begins with %q: %w", head, ErrVersion)
	}
	if version < first || version > last {
		return fmt.Errorf("%s %d, where %d to %d are known: %w", word, version, first, last, ErrVersion)
	}
	f.version = version
	return nil
}

// number reads digits.
func number(digits []byte) (n int, ok bool) {
	for _, d := range digits {
		if d < '0' || d > '9' {
			return 0, false
		}
		n = 10*n + int(d-'0')
	}
	return n, true
}

// Offset is how much of the file has been read.
func (f *FileReader) Offset() int64 { return f.r.source.offset(f.r.rest) }

// where adds the place to an error that speaks of the file.
func (f *FileReader) where(err error) error {
	for _, kind := range []error{ErrCorrupt, ErrVersion, ErrType, ErrUnsupported} {
		if errors.Is(err, kind) {
			return fmt.Errorf("offset %d: %w", f.Offset(), err)
		}
	}
	return err
}

// Next returns the next key, and passes over the value of the one before if it was not read. The end is io.EOF, after
// the checksum has proved right.
func (f *FileReader) Next() (Key, error) {
	if f.isPending {
		if err := f.Value((*Reader).Skip); err != nil {
			return Key{}, err
		}
	}
	err := f.next()
	return f.key, f.where(err)
}

// Value calls read with a reader at the value of the key that Next has returned. It may be called once, and read must
// read the value to its end or return an error.
func (f *FileReader) Value(read func(r *Reader, t Type) error) error {
	f.isPending = false
	if err := read(f.r, f.key.Type); err != nil {
		return f.where(fmt.Errorf("key %.100q: %w", f.key.Name, err))
	}
	return nil
}

// next reads up to the next value.
func (f *FileReader) next() error {
	f.key.ExpireAt = 0
	for {
		b, err := f.r.take(1)
		if err != nil {
			return err
		}
		switch op := b[0]; {
		case op == opEnd:
			return f.end()
		case op < opSlotInfo:
			return f.keyOf(Type(op))
		default:
			if err := f.apart(op); err != nil {
				return err
			}
		}
	}
}

// keyOf reads a key whose value is of a type.
func (f *FileReader) keyOf(t Type) error {
	switch {
	case f.isValkeys && t == valkeyHash:
		t = TypeHashTimedValkey
	case t > TypeHashTimedPacked, f.isValkeys && t > valkeyHash:
		return fmt.Errorf("type %d: %w", t, ErrType)
	}
	name, err := f.r.String()
	if err != nil {
		return err
	}
	f.key.Name, f.key.Type = append(f.key.Name[:0], name...), t
	if t.Kind() != Unknown {
		f.isPending = true
		return nil
	}
	what, kind := fmt.Sprintf("type %d", t), ErrType
	if t == typeModule || t == typeModule2 {
		what, kind = "a value of a module", ErrUnsupported
	}
	return fmt.Errorf("key %.100q: %s: %w", f.key.Name, what, kind)
}

// apart reads one of what is in a file apart from keys and values.
func (f *FileReader) apart(op byte) (err error) {
	r := f.r
	switch op {
	case opSelectDB:
		var db uint64
		if db, err = r.number(); err == nil && db > math.MaxInt32 {
			err = corrupt("number of a database")
		}
		f.key.DB = int(db)
	case opExpireMillis:
		f.key.ExpireAt, err = r.expiry(8, 1)
	case opExpire:
		f.key.ExpireAt, err = r.expiry(4, 1000)
	case opIdle:
		_, err = r.number()
	case opFreq:
		_, err = r.take(1)
	case opAux:
		_, _, err = r.pair()
	case opResizeDB:
		err = r.skipNumbers(2)
	case opSlotInfo:
		err = r.skipNumbers(3)
	case opModuleAux:
		err = r.skipModule()
	case opFunction:
		err = f.function()
	case opFunctionRC:
		err = fmt.Errorf("functions of a release candidate: %w", ErrUnsupported)
	}
	return err
}

// expiry reads a time. One that is past anyhow becomes the earliest that is not 0; -1 is Redis's word for never.
func (r *Reader) expiry(width int, millis int64) (int64, error) {
	b, err := r.take(width)
	if err != nil {
		return 0, err
	}
	at := littleEndian(b)
	switch {
	case at == -1:
		return 0, nil
	case at > math.MaxInt64/millis:
		return 0, corrupt("expiry")
	}
	return max(at*millis, 1), nil
}

func (r *Reader) skipNumbers(n int) error {
	for range n {
		if _, err := r.number(); err != nil {
			return err
		}
	}
	return nil
}

func (f *FileReader) function() error {
	code, err := f.r.String()
	if err != nil {
		return err
	}
	if f.o.Function == nil {
		return fmt.Errorf("functions: %w", ErrUnsupported)
	}
	return f.o.Function(code)
}

// end checks the checksum, and that nothing follows.
func (f *FileReader) end() error {
	if f.version >= sumVersion {
		if err := f.checkSum(); err != nil {
			return err
		}
	}
	switch _, err := f.r.take(1); {
	case err == nil:
		return corrupt("bytes behind the end")
	case !errors.Is(err, errEnd):
		return err
	}
	return io.EOF
}

// sumVersion is the first that has a checksum.
const sumVersion = 5

// checkSum reads the checksum, which is 0 where none was computed.
func (f *FileReader) checkSum() error {
	want := f.r.source.checksum(f.r.rest)
	b, err := f.r.take(sumBytes)
	if err != nil {
		return err
	}
	if sum := binary.LittleEndian.Uint64(b); sum != 0 && sum != want {
		return corrupt("checksum")
	}
	return nil
}
