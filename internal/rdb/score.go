package rdb

import (
	"bytes"
	"encoding/binary"
	"math"
	"strconv"
)

// The first byte of a score in decimal is its length, or one of these.
const (
	scoreNaN         = 253
	scoreInf         = 254
	scoreNegativeInf = 255
)

// decimalScore reads a score of TypeZSet.
func (r *Reader) decimalScore() (float64, error) {
	head, err := r.take(1)
	if err != nil {
		return 0, err
	}
	switch head[0] {
	case scoreNaN:
		return 0, corrupt("score")
	case scoreInf:
		return math.Inf(1), nil
	case scoreNegativeInf:
		return math.Inf(-1), nil
	}
	text, err := r.take(int(head[0]))
	if err != nil {
		return 0, err
	}
	return parseScore(text)
}

// binaryScore reads a score of TypeZSet2.
func (r *Reader) binaryScore() (float64, error) {
	b, err := r.take(8)
	if err != nil {
		return 0, err
	}
	score := math.Float64frombits(binary.LittleEndian.Uint64(b))
	if math.IsNaN(score) {
		return 0, corrupt("score")
	}
	return score, nil
}

// parseScore reads a score in decimal.
func parseScore(text []byte) (float64, error) {
	score, err := strconv.ParseFloat(string(text), 64)
	if err != nil || math.IsNaN(score) || bytes.IndexByte(text, '_') >= 0 {
		return 0, corrupt("score")
	}
	return score, nil
}

// appendScore appends a score in decimal: the shortest that is read back as the same number.
func appendScore(dst []byte, score float64) []byte {
	switch {
	case math.IsInf(score, 1):
		return append(dst, "inf"...)
	case math.IsInf(score, -1):
		return append(dst, "-inf"...)
	}
	return strconv.AppendFloat(dst, score, 'g', -1, 64)
}
