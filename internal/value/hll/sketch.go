package hll

import (
	"encoding/binary"
	"errors"
)

var (
	// ErrNotSketch tells that a string does not look like a sketch.
	ErrNotSketch = errors.New("not a HyperLogLog")
	// ErrCorrupt tells that the registers of a sparse sketch cannot be read.
	ErrCorrupt = errors.New("corrupted HyperLogLog")
)

// Where the parts of a sketch lie.
const (
	magic         = "HYLL"
	formAt        = 4
	countAt       = 8
	headerBytes   = 16
	staleBit      = 0x80 // in the last byte of the count: it has to be computed again
	formDense     = 0
	formSparse    = 1
	registerBits  = 6
	denseBytes    = headerBytes + registerCount*registerBits/8
	indexBits     = 14
	registerCount = 1 << indexBits
	emptyBytes    = headerBytes + 2 // one run of zeros
)

// Sketch is the bytes of a HyperLogLog whose header has been checked.
type Sketch []byte

// Open checks the header of a string.
func Open(value []byte) (Sketch, error) {
	switch {
	case len(value) < headerBytes || string(value[:len(magic)]) != magic || value[formAt] > formSparse,
		value[formAt] == formDense && len(value) != denseBytes:
		return nil, ErrNotSketch
	}
	return value, nil
}

// AppendEmpty appends a sketch that has seen nothing.
func AppendEmpty(dst []byte) []byte {
	dst = appendHeader(dst, formSparse)
	return appendRuns(dst, 0, registerCount)
}

// appendHeader begins a sketch that has no count yet.
func appendHeader(dst []byte, form byte) []byte {
	dst = append(dst, magic...)
	dst = append(dst, form)
	dst = append(dst, make([]byte, headerBytes-formAt-1)...)
	dst[len(dst)-1] = staleBit
	return dst
}

// IsDense reports whether the registers lie in the dense form.
func (s Sketch) IsDense() bool { return s[formAt] == formDense }

// CachedCount returns the count that is kept in the sketch, unless the registers have changed since.
func (s Sketch) CachedCount() (uint64, bool) {
	if s[headerBytes-1]&staleBit != 0 {
		return 0, false
	}
	return binary.LittleEndian.Uint64(s[countAt:]), true
}

// CacheCount keeps the count in the sketch.
func (s Sketch) CacheCount(n uint64) { binary.LittleEndian.PutUint64(s[countAt:], n) }

// InheritCount takes over the count of another sketch, as out of date. It says nothing any more, but Redis leaves it in
// the bytes of a sketch that it merges into.
func (s Sketch) InheritCount(from Sketch) {
	copy(s[countAt:headerBytes], from[countAt:])
	s.dropCount()
}

func (s Sketch) dropCount() { s[headerBytes-1] |= staleBit }

// Holds reports whether adding an element of that place would change nothing.
func (s Sketch) Holds(p Place) (bool, error) {
	if s.IsDense() {
		return denseRank(s[headerBytes:], p.Register) >= p.Rank, nil
	}
	_, r, err := findRun(s[headerBytes:], p.Register)
	return r.rank >= p.Rank, err
}

// Add raises the register of a place and returns the sketch, which may have grown as a slice grows that is appended
// to. A sketch that would take more than limit bytes in the sparse form becomes dense. A corrupt sketch stays as
// it is.
func (s Sketch) Add(p Place, limit int) (Sketch, error) {
	if s.IsDense() {
		s.addDense(p)
		return s, nil
	}
	return s.addSparse(p, limit)
}

// Count estimates the number of elements from the registers.
func (s Sketch) Count() (uint64, error) {
	var h histogram
	if s.IsDense() {
		h.addDense(s[headerBytes:])
		return h.estimate(), nil
	}
	err := eachRun(s[headerBytes:], func(r run) { h[r.rank] += uint32(r.length) })
	if err != nil {
		return 0, err
	}
	return h.estimate(), nil
}
