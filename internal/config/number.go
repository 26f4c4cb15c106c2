package config

import (
	"errors"
	"fmt"
	"math"
	"strconv"
	"sync/atomic"
)

// number is the value of a setting that is an integer in a range.
type number struct {
	to       *atomic.Int64
	min, max int64
}

func (n number) parse(args []string) (func(), error) {
	v, err := n.integer(args)
	if err != nil {
		return nil, err
	}
	return func() { n.to.Store(v) }, nil
}

func (n number) integer(args []string) (int64, error) {
	arg, err := one(args)
	if err != nil {
		return 0, err
	}
	v, err := strconv.ParseInt(arg, 10, 64)
	// As in Redis there is one way to write a number: no 05, no +5.
	if err != nil || strconv.FormatInt(v, 10) != arg {
		return 0, errors.New("argument couldn't be parsed into an integer")
	}
	return v, n.check(v)
}

func (n number) check(v int64) error {
	if v < n.min || v > n.max {
		return n.outOfRange()
	}
	return nil
}

func (n number) outOfRange() error {
	return fmt.Errorf("argument must be between %d and %d inclusive", n.min, n.max)
}

func (n number) get() string { return strconv.FormatInt(n.to.Load(), 10) }

func (n number) args() []string { return []string{n.get()} }

func (n number) describe() string {
	if n.max == math.MaxInt64 {
		return fmt.Sprintf("%d or more", n.min)
	}
	return fmt.Sprintf("%d to %d", n.min, n.max)
}

// clamped is a number that takes more than it will use.
type clamped struct {
	number
	least, most int64
}

func (n clamped) parse(args []string) (func(), error) {
	v, err := n.integer(args)
	if err != nil {
		return nil, err
	}
	return func() { n.to.Store(min(max(v, n.least), n.most)) }, nil
}

func (n clamped) describe() string { return fmt.Sprintf("%d to %d", n.least, n.most) }

// powerOfTwo is a number that must be one.
type powerOfTwo struct{ number }

func (n powerOfTwo) parse(args []string) (func(), error) {
	v, err := n.integer(args)
	if err != nil {
		return nil, err
	}
	if v&(v-1) != 0 {
		return nil, fmt.Errorf("argument must be a power of two between %d and %d", n.min, n.max)
	}
	return func() { n.to.Store(v) }, nil
}

func (n powerOfTwo) describe() string {
	return fmt.Sprintf("a power of two, %d to %d", n.min, n.max)
}

// octal is a number in base eight: the permissions of a file.
type octal struct{ number }

func (n octal) parse(args []string) (func(), error) {
	arg, err := one(args)
	if err != nil {
		return nil, err
	}
	v, err := strconv.ParseInt(arg, 8, 64)
	if err != nil {
		return nil, errors.New("argument couldn't be parsed as an octal number")
	}
	if v < n.min || v > n.max {
		return nil, fmt.Errorf("argument must be between %o and %o inclusive", n.min, n.max)
	}
	return func() { n.to.Store(v) }, nil
}

func (n octal) get() string { return strconv.FormatInt(n.to.Load(), 8) }

func (n octal) args() []string { return []string{n.get()} }

func (n octal) describe() string { return fmt.Sprintf("octal, %o to %o", n.min, n.max) }
