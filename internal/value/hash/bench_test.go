package hash

import (
	"fmt"
	"testing"
)

const benchFields = 1_000_000

func benchHash(b *testing.B) (*Hash, [][]byte) {
	h := new(Hash)
	env := testEnv()
	h.New(env, DefaultLimits())
	fields := make([][]byte, benchFields)
	for i := range fields {
		fields[i] = fmt.Appendf(nil, "field:%07d", i)
		h.Set(fields[i], fmt.Appendf(nil, "value:%07d", i), 0)
	}
	b.ReportMetric(float64(h.Bytes())/benchFields, "B/field")
	b.ResetTimer()
	return h, fields
}

func BenchmarkSet(b *testing.B) {
	h, fields := benchHash(b)
	for i := range b.N {
		h.Set(fields[i*7919%benchFields], fields[i%benchFields], 0)
	}
	b.ReportMetric(float64(h.Bytes())/benchFields, "B/field")
}

func BenchmarkGet(b *testing.B) {
	h, fields := benchHash(b)
	for i := range b.N {
		h.Get(fields[i*7919%benchFields])
	}
}

// BenchmarkSmall is HSET of one of five fields, from the record to the record.
func BenchmarkSmall(b *testing.B) {
	var h Hash
	env, limits := testEnv(), DefaultLimits()
	h.New(env, limits)
	for i := range 5 {
		h.Set(fmt.Append(nil, "field", i), fmt.Append(nil, "value", i), 0)
	}
	record := h.AppendValue(nil)
	name, value := []byte("field3"), []byte("value9")
	for b.Loop() {
		h.Open(env, EncPacked, record, limits)
		h.Set(name, value, 0)
		record = h.AppendValue(record[:0])
	}
}
