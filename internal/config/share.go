package config

import (
	"errors"
	"fmt"
	"strconv"
	"strings"
	"sync/atomic"
)

// Share is an amount of bytes, or so many hundredths of another amount.
type Share struct{ v atomic.Int64 } // hundredths are below zero

// Of returns the amount in bytes, where whole is what hundredths are of.
func (s *Share) Of(whole int64) int64 {
	if v := s.v.Load(); v < 0 {
		return whole / 100 * -v
	}
	return s.v.Load()
}

// share is the value of a setting that is a Share.
type share struct{ memory }

func (s share) parse(args []string) (func(), error) {
	arg, err := one(args)
	if err != nil {
		return nil, err
	}
	digits, isShare := strings.CutSuffix(arg, "%")
	if !isShare {
		commit, err := s.memory.parse(args)
		if errors.Is(err, errNotMemory) {
			err = errNotShare
		}
		return commit, err
	}
	v, err := strconv.ParseInt(digits, 10, 64)
	if err != nil || v < 0 || strconv.FormatInt(v, 10) != digits {
		return nil, errNotShare
	}
	if v > 100 {
		return nil, s.outOfRange()
	}
	return func() { s.to.Store(-v) }, nil
}

const errNotShare = message("argument must be a memory or percent value")

func (s share) outOfRange() error {
	return fmt.Errorf("percentage argument must be less or equal to %d", 100)
}

func (s share) get() string {
	if v := s.to.Load(); v < 0 {
		return strconv.FormatInt(-v, 10) + "%"
	}
	return s.memory.get()
}

func (s share) args() []string {
	if s.to.Load() < 0 {
		return []string{s.get()}
	}
	return s.memory.args()
}

func (share) describe() string { return "bytes, or a percentage of maxmemory" }
