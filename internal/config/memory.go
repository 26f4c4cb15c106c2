package config

import (
	"errors"
	"math"
	"strconv"
	"strings"
)

// memory is a number of bytes, which may be written with a unit.
type memory struct{ number }

const errNotMemory = message("argument must be a memory value")

func (m memory) parse(args []string) (func(), error) {
	arg, err := one(args)
	if err != nil {
		return nil, err
	}
	v, err := parseBytes(arg)
	if errors.Is(err, strconv.ErrRange) {
		return nil, m.outOfRange()
	}
	if err != nil {
		return nil, errNotMemory
	}
	if err := m.check(v); err != nil {
		return nil, err
	}
	return func() { m.to.Store(v) }, nil
}

func (m memory) args() []string { return []string{formatBytes(m.to.Load())} }

func (m memory) describe() string {
	if m.max == math.MaxInt64 {
		return "bytes, " + formatBytes(m.min) + " or more"
	}
	return "bytes, " + formatBytes(m.min) + " to " + formatBytes(m.max)
}

// parseBytes reads 512, 64k, 64kb and the like: k is a thousand, kb is 1024.
// Its error is strconv.ErrRange for what is too large to count.
func parseBytes(s string) (int64, error) {
	digits := strings.TrimRight(s, "bBkKmMgG")
	unit, ok := unitBytes(strings.ToLower(s[len(digits):]))
	if !ok || digits == "" || digits[0] == '+' || digits[0] == '-' {
		return 0, errNotMemory
	}
	v, err := strconv.ParseInt(digits, 10, 64)
	if err == nil && v > math.MaxInt64/unit {
		err = strconv.ErrRange
	}
	return v * unit, err
}

func unitBytes(unit string) (bytes int64, ok bool) {
	switch unit {
	case "", "b":
		return 1, true
	case "k":
		return 1e3, true
	case "kb":
		return 1 << 10, true
	case "m":
		return 1e6, true
	case "mb":
		return 1 << 20, true
	case "g":
		return 1e9, true
	case "gb":
		return 1 << 30, true
	}
	return 0, false
}

// formatBytes writes n in the largest unit that leaves no remainder.
func formatBytes(n int64) string {
	switch {
	case n == 0:
		return "0"
	case n%(1<<30) == 0:
		return strconv.FormatInt(n>>30, 10) + "gb"
	case n%(1<<20) == 0:
		return strconv.FormatInt(n>>20, 10) + "mb"
	case n%(1<<10) == 0:
		return strconv.FormatInt(n>>10, 10) + "kb"
	}
	return strconv.FormatInt(n, 10)
}
