package transfer

import (
	"bytes"
	"errors"
	"fmt"
	"io"
	"math"
	"strconv"

	"github.com/holdfast-db/holdfast/internal/rdb"
	"github.com/holdfast-db/holdfast/internal/resp"
)

// ExportOptions are how data is written.
type ExportOptions struct {
	// Format is RDB unless it is Commands.
	Format Format
	// Version is that of an RDB file, and of what only a payload can say among commands; the default is Redis 7.2's.
	Version int
	// DB is the only database that is written, if IsOneDB. Functions, which are of no database, are left out then.
	DB      int
	IsOneDB bool
	// NowMillis is noted in an RDB file.
	NowMillis int64
}

// Exported is what an export has written.
type Exported struct{ Libraries, Databases, Keys int }

// sink is what takes the keys of an export.
type sink interface {
	// library takes the code of a library of functions. All come first.
	library(code []byte) error
	// begin tells that the keys that follow are of a database.
	begin(Database) error
	add(Entry) error
	end() error
}

// Export writes what a source has.
func Export(src Source, w io.Writer, o ExportOptions) (done Exported, err error) {
	to, err := newSink(w, o)
	if err != nil {
		return done, err
	}
	if !o.IsOneDB {
		if done.Libraries, err = exportLibraries(src, to); err != nil {
			return done, err
		}
	}
	all, err := src.Databases()
	if err != nil {
		return done, err
	}
	for _, db := range all {
		if o.IsOneDB && db.Number != o.DB {
			continue
		}
		if err := to.begin(db); err != nil {
			return done, err
		}
		done.Databases++
		err := src.Each(db.Number, func(e Entry) error {
			done.Keys++
			return to.add(e)
		})
		if err != nil {
			return done, fmt.Errorf("database %d: %w", db.Number, err)
		}
	}
	return done, to.end()
}

func exportLibraries(src Source, to sink) (n int, err error) {
	codes, err := src.Libraries()
	for _, code := range codes {
		if err == nil {
			err = to.library(code)
		}
	}
	return len(codes), err
}

func newSink(w io.Writer, o ExportOptions) (sink, error) {
	if o.Version == 0 {
		o.Version = rdb.Version
	}
	if o.Format == Commands {
		return &commandSink{w: w, version: o.Version}, nil
	}
	file, err := rdb.NewFileWriter(w, o.Version)
	if err != nil {
		return nil, err
	}
	file.Aux("redis-ver", redisVersions[o.Version-rdb.MinWriteVersion])
	file.Aux("redis-bits", "64")
	file.Aux("ctime", strconv.FormatInt(o.NowMillis/1000, 10))
	return rdbSink{file}, nil
}

// redisVersions are the first that write each version of the format, from rdb.MinWriteVersion on.
var redisVersions = [...]string{"5.0.0", "7.0.0", "7.2.0", "7.4.0"}

// rdbSink writes an RDB file.
type rdbSink struct{ *rdb.FileWriter }

func (s rdbSink) library(code []byte) error { return s.Function(code) }

func (s rdbSink) begin(db Database) error {
	s.DB(db.Number, db.Keys, db.Expiring)
	return nil
}

func (s rdbSink) add(e Entry) error {
	if e.Large != nil {
		return s.Collection(e.Key, e.ExpireAt, *e.Large)
	}
	return s.Key(e.Key, e.ExpireAt, e.Value)
}

func (s rdbSink) end() error { return s.Close() }

// commandSink writes the commands that make the keys where there are none.
type commandSink struct {
	w       io.Writer
	version int
	buf     []byte
}

func (s *commandSink) library(code []byte) error {
	s.buf = resp.AppendCommand(s.buf, []byte("FUNCTION"), []byte("LOAD"), code)
	return s.flush(sendBytes)
}

func (s *commandSink) begin(db Database) error {
	s.buf = resp.AppendCommandStrings(s.buf, "SELECT", strconv.Itoa(db.Number))
	return nil
}

func (s *commandSink) add(e Entry) error {
	m := maker{key: e.Key, expireAt: e.ExpireAt, how: ignored, version: s.version, emit: func(command []byte, _ want) error {
		s.buf = append(s.buf, command...)
		return s.flush(sendBytes)
	}}
	if e.Large != nil {
		return m.large(e.Large)
	}
	r := rdb.NewReader(e.Value, math.MaxInt)
	t, err := r.Type()
	if err == nil {
		err = m.value(r, t)
	}
	if errors.Is(err, rdb.ErrType) || errors.Is(err, rdb.ErrUnsupported) {
		return m.restore(rdb.AppendSeal(bytes.Clone(e.Value), 0)) // commands cannot say it here, but a payload can
	}
	return err
}

func (s *commandSink) end() error { return s.flush(0) }

// flush writes what was gathered if it is more than that.
func (s *commandSink) flush(least int) error {
	if len(s.buf) <= least {
		return nil
	}
	_, err := s.w.Write(s.buf)
	s.buf = s.buf[:0]
	return err
}
