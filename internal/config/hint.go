package config

import (
	"fmt"
	"strings"
)

// unknown is ErrUnknown with a guess at what was meant.
func (c *Config) unknown(name string) error {
	name, _, equals := strings.Cut(name, "=")
	if equals && c.lookup(name) != nil {
		return fmt.Errorf("%w: write a blank after '%s', not an equals sign", ErrUnknown, name)
	}
	if s := c.nearest(name); s != nil {
		return fmt.Errorf("%w: there is no setting '%s'; did you mean '%s'?", ErrUnknown, name, s.name)
	}
	return fmt.Errorf("%w: there is no setting '%s'", ErrUnknown, name)
}

// nearest returns the setting whose name looks most like this one; nil if none
// looks like it at all.
func (c *Config) nearest(name string) *setting {
	const farthest = 2
	name = strings.ToLower(name)
	var best *setting
	least := farthest + 1
	for _, s := range c.settings {
		if d := distance(name, s.name); d < least && d < len(name) {
			best, least = s, d
		}
	}
	return best
}

// distance is how many letters must be added, removed or replaced to make a
// from b.
func distance(a, b string) int {
	row := make([]int, len(b)+1)
	for j := range row {
		row[j] = j
	}
	for i := range len(a) {
		diagonal := row[0]
		row[0] = i + 1
		for j := range len(b) {
			cost := diagonal
			if a[i] != b[j] {
				cost++
			}
			diagonal = row[j+1]
			row[j+1] = min(cost, row[j]+1, row[j+1]+1)
		}
	}
	return row[len(b)]
}
