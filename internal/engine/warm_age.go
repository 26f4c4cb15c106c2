package engine

import (
	"cmp"
	"math"
	"math/rand/v2"
	"slices"

	"github.com/holdfast-db/holdfast/internal/lsm"
)

const (
	// warmSamples is how many records tell how old those are that fit: by that the bound is right within some percent.
	warmSamples = 1000
	// recordOverheadBytes is about what memory takes for a record beside its key and its value.
	recordOverheadBytes = 24
)

// warmSample is a record as the warm-up's choice sees it.
type warmSample struct {
	idleSeconds uint32
	bytes       int64
}

// warmAge is how long ago a record of a database may have been used, as far as the store knows, to be brought into
// memory: the records that were used later fit. It takes samples; a list of the records in the order of their use
// would have to be written with every checkpoint, or read as a whole before the first record came.
func (e *Engine) warmAge(generation uint32, db int) (maxIdleSeconds uint32, err error) {
	limit := e.tier.Load().MaxBytes
	if limit == 0 {
		return math.MaxUint32, nil
	}
	samples, err := e.warmSamples(generation)
	if err != nil || len(samples) == 0 {
		return math.MaxUint32, err
	}
	// Each sample stands for as many records.
	each := float64(e.keys.Contents(db).ColdKeys()) / float64(len(samples))
	budget := float64(e.warmRoom(limit) - e.arenas.Load())
	for _, s := range samples {
		if budget -= each * float64(s.bytes); budget < 0 {
			return s.idleSeconds, nil
		}
	}
	return math.MaxUint32, nil
}

// warmSamples takes samples of a database's records, sorted by their age.
func (e *Engine) warmSamples(generation uint32) (samples []warmSample, err error) {
	now, rnd := e.clock.NowMillis(), rand.New(rand.NewPCG(rand.Uint64(), rand.Uint64()))
	var stored []byte
	for range warmSamples {
		key, found, err := e.store.Random(generation, rnd)
		if err != nil || !found {
			return nil, err
		}
		if stored, found, err = e.store.Record(generation, key, stored[:0]); err != nil {
			return nil, err
		} else if !found {
			continue // it has gone meanwhile
		}
		header, _, err := lsm.DecodeRecordHeader(stored)
		if err != nil {
			return nil, err
		}
		samples = append(samples, warmSample{idleSeconds(now, header.Access), int64(len(key) + len(stored) + recordOverheadBytes)})
	}
	slices.SortFunc(samples, func(a, b warmSample) int { return cmp.Compare(a.idleSeconds, b.idleSeconds) })
	return samples, nil
}

// warmRoom is how much of the memory the warm-up fills.
func (e *Engine) warmRoom(limit int64) int64 { return e.room(limit) / 10 * warmTenths }
