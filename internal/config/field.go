package config

import (
	"sync/atomic"
	"time"
)

// The fields of Config. Only this package writes them.

// Bool is a setting that is yes or no.
type Bool struct{ v atomic.Bool }

// Load returns the current value.
func (b *Bool) Load() bool { return b.v.Load() }

// Int is a number: a count, or an amount of bytes.
type Int struct{ v atomic.Int64 }

// Load returns the current value.
func (i *Int) Load() int64 { return i.v.Load() }

// Seconds is a duration that users write in seconds.
type Seconds struct{ v atomic.Int64 }

// Load returns the current value.
func (s *Seconds) Load() time.Duration { return time.Duration(s.v.Load()) * time.Second }

// Text is a string.
type Text struct{ v atomic.Pointer[string] }

// Load returns the current value.
func (t *Text) Load() string { return *t.v.Load() }

// List is a list of strings.
type List struct{ v atomic.Pointer[[]string] }

// Load returns the current value, which must not be changed.
func (l *List) Load() []string { return *l.v.Load() }

// Lines is what the lines say that have the same name.
type Lines struct{ v atomic.Pointer[[][]string] }

// Load returns the words of each line behind the name. They must not be changed.
func (l *Lines) Load() [][]string { return *l.v.Load() }

// Percentiles is a list of percentages.
type Percentiles struct{ v atomic.Pointer[[]float64] }

// Load returns the current value, which must not be changed.
func (p *Percentiles) Load() []float64 { return *p.v.Load() }

// Enum is one of a few named values.
type Enum[T named] struct{ v atomic.Int32 }

// Load returns the current value.
func (e *Enum[T]) Load() T { return T(e.v.Load()) }

// Limits are the output buffer limits of all classes of clients.
type Limits struct{ v atomic.Pointer[OutputLimits] }

// Load returns the current value.
func (l *Limits) Load() OutputLimits { return *l.v.Load() }
