package lsm

import (
	"encoding/binary"
	"fmt"
	"hash/crc32"
	"slices"
)

// metaVersion is the version of Meta's bytes and, with them, of all the rest.
const metaVersion = 1

const (
	metaFixedLen    = 4 + 8 + 8 + 8 + 4 + 8
	metaDatabaseLen = 4 + 8 + 8
)

// Meta describes a checkpoint as a whole.
type Meta struct {
	LSN            uint64 // the checkpoint holds everything up to here
	Seed           uint64 // of hashes inside pages
	NextContainer  uint64
	NextGeneration uint32
	SavedAtMillis  int64 // unix
	Databases      []Database
	Libraries      []byte // of functions; opaque
}

// Database says which generation holds a database's contents, and how much.
type Database struct {
	Generation uint32
	Keys       int64
	Expires    int64 // keys that have an expiry
}

// AppendMeta appends the encoding of m.
func AppendMeta(dst []byte, m Meta) []byte {
	start := len(dst)
	le := binary.LittleEndian
	dst = le.AppendUint32(dst, metaVersion)
	dst = le.AppendUint64(dst, m.LSN)
	dst = le.AppendUint64(dst, m.Seed)
	dst = le.AppendUint64(dst, m.NextContainer)
	dst = le.AppendUint32(dst, m.NextGeneration)
	dst = le.AppendUint64(dst, uint64(m.SavedAtMillis))
	dst = le.AppendUint32(dst, uint32(len(m.Databases)))
	for _, d := range m.Databases {
		dst = le.AppendUint32(dst, d.Generation)
		dst = le.AppendUint64(dst, uint64(d.Keys))
		dst = le.AppendUint64(dst, uint64(d.Expires))
	}
	dst = le.AppendUint32(dst, uint32(len(m.Libraries)))
	dst = append(dst, m.Libraries...)
	return le.AppendUint32(dst, castagnoli(dst[start:]))
}

// DecodeMeta decodes what AppendMeta wrote, all of b. The result shares nothing
// with b. It reports ErrVersion for a newer format and ErrCorrupt for anything
// else that it does not know.
func DecodeMeta(b []byte) (Meta, error) {
	le := binary.LittleEndian
	if len(b) < 4+4 {
		return Meta{}, fmt.Errorf("%w: meta record of %d bytes", ErrCorrupt, len(b))
	}
	body, sum := b[:len(b)-4], le.Uint32(b[len(b)-4:])
	if castagnoli(body) != sum {
		return Meta{}, fmt.Errorf("%w: checksum of the meta record", ErrCorrupt)
	}
	if v := le.Uint32(body); v != metaVersion {
		return Meta{}, fmt.Errorf("%w: version %d, this program knows %d", ErrVersion, v, metaVersion)
	}
	if len(body) < metaFixedLen {
		return Meta{}, fmt.Errorf("%w: meta record of %d bytes", ErrCorrupt, len(b))
	}
	m := Meta{
		LSN:            le.Uint64(body[4:]),
		Seed:           le.Uint64(body[12:]),
		NextContainer:  le.Uint64(body[20:]),
		NextGeneration: le.Uint32(body[28:]),
		SavedAtMillis:  int64(le.Uint64(body[32:])),
	}
	rest, err := m.decodeDatabases(body[metaFixedLen:])
	if err != nil {
		return Meta{}, err
	}
	if len(rest) < 4 || uint64(le.Uint32(rest)) != uint64(len(rest)-4) {
		return Meta{}, fmt.Errorf("%w: length of libraries in the meta record", ErrCorrupt)
	}
	m.Libraries = slices.Clone(rest[4:])
	return m, nil
}

func (m *Meta) decodeDatabases(b []byte) (rest []byte, err error) {
	le := binary.LittleEndian
	if len(b) < 4 || uint64(le.Uint32(b)) > uint64(len(b)-4)/metaDatabaseLen {
		return nil, fmt.Errorf("%w: number of databases in the meta record", ErrCorrupt)
	}
	n := le.Uint32(b)
	b = b[4:]
	for range n {
		m.Databases = append(m.Databases, Database{
			Generation: le.Uint32(b),
			Keys:       int64(le.Uint64(b[4:])),
			Expires:    int64(le.Uint64(b[12:])),
		})
		b = b[metaDatabaseLen:]
	}
	return b, nil
}

func (m Meta) clone() Meta {
	m.Databases, m.Libraries = slices.Clone(m.Databases), slices.Clone(m.Libraries)
	return m
}

func castagnoli(b []byte) uint32 { return crc32.Checksum(b, crc32.MakeTable(crc32.Castagnoli)) }
