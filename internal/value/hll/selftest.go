package hll

import (
	"encoding/binary"
	"errors"
	"fmt"
	"math"
)

const (
	// testSparseElements are few enough for the sparse form.
	testSparseElements = 1_000
	testSparseBytes    = 3_000
	// testElements are enough to make every register grow a few times.
	testElements = 1_000_000
)

// SelfTest checks that both forms hold the same registers, and that the counts are as exact as the method promises.
func SelfTest() error {
	sparse, dense := Sketch(AppendEmpty(nil)), Sketch(new(Registers).AppendDense(nil))
	for n := range uint64(testElements) {
		var element [8]byte
		binary.LittleEndian.PutUint64(element[:], n)
		p := Locate(element[:])
		dense.addDense(p)
		if n >= testSparseElements {
			continue
		}
		var err error
		if sparse, err = sparse.Add(p, testSparseBytes); err != nil {
			return err
		}
	}
	if err := checkCount(sparse, testSparseElements); err != nil {
		return err
	}
	if err := checkCount(dense, testElements); err != nil {
		return err
	}
	return checkForms(sparse)
}

// checkCount allows four times the standard error.
func checkCount(s Sketch, want uint64) error {
	got, err := s.Count()
	if err != nil {
		return err
	}
	standard := 1.04 / math.Sqrt(registerCount)
	if math.Abs(float64(got)-float64(want)) > 4*standard*float64(want) {
		return fmt.Errorf("%d elements count as %d", want, got)
	}
	return nil
}

// checkForms turns a sparse sketch into the dense form and back.
func checkForms(s Sketch) error {
	dense, err := s.AppendDense(nil)
	if err != nil {
		return err
	}
	var before, after Registers
	if err := errors.Join(before.Merge(s), after.Merge(dense)); err != nil {
		return err
	}
	if before != after {
		return errors.New("the dense form has other registers than the sparse one")
	}
	back, ok := after.AppendSparse(nil, testSparseBytes)
	if !ok {
		return errors.New("the dense form does not fit into the sparse one that it came from")
	}
	before = Registers{}
	if err := before.Merge(back); err != nil {
		return err
	}
	if before != after {
		return errors.New("the sparse form has other registers than the dense one")
	}
	return nil
}
