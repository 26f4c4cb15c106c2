package config

import (
	"slices"
	"strings"
)

// linewise is a value with a line of its own for each of its parts.
type linewise interface{ lines() [][]string }

// lines is the value of a setting that may stand in a file any number of times, and each time adds something. The
// first word says what to, and must not come back.
type lines struct {
	to *Lines
	// isPair asks for exactly two words, of which the first may be in any case.
	isPair bool
	// again is the error for a first word that was there before.
	again message
}

func (l lines) parse(args []string) (func(), error) {
	if len(args) == 1 && args[0] == "" {
		return func() { l.to.v.Store(new([][]string)) }, nil
	}
	if len(args) == 0 || l.isPair && len(args) != 2 {
		return nil, ErrArity
	}
	sameFirst := func(line []string) bool {
		return line[0] == args[0] || l.isPair && strings.EqualFold(line[0], args[0])
	}
	if slices.ContainsFunc(l.lines(), sameFirst) {
		return nil, l.again
	}
	all := append(slices.Clip(l.lines()), slices.Clone(args))
	return func() { l.to.v.Store(&all) }, nil
}

func (l lines) lines() [][]string {
	if all := l.to.v.Load(); all != nil {
		return *all
	}
	return nil
}

func (l lines) get() string { return strings.Join(l.args(), "\n") }

// args has a word for each line: it tells two values apart, and need not be read back.
func (l lines) args() []string {
	all := make([]string, 0, 1)
	for _, line := range l.lines() {
		all = append(all, joinWords(line))
	}
	if len(all) == 0 {
		all = append(all, "")
	}
	return all
}

func (lines) describe() string { return "words, any number of times" }

// ReplaceUsers says which users Rewrite is to write down.
func (c *Config) ReplaceUsers(lines [][]string) { c.UserLines.v.Store(&lines) }
