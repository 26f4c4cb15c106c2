package zsets

import (
	"math"

	"github.com/holdfast-db/holdfast/internal/command"
)

// aggregate is how the scores that a member has in several inputs become one.
type aggregate uint8

const (
	sum aggregate = iota
	least
	greatest
)

func parseAggregate(c *command.Call, i int) (aggregate, bool) {
	switch {
	case c.Is(i, "SUM"):
		return sum, true
	case c.Is(i, "MIN"):
		return least, true
	case c.Is(i, "MAX"):
		return greatest, true
	}
	return sum, false
}

// of joins another score to the one so far. The other may be no number, of which a sum makes 0.
func (a aggregate) of(score, other float64) float64 {
	switch a {
	case least:
		if other < score {
			return other
		}
		return score
	case greatest:
		if other > score {
			return other
		}
		return score
	}
	return numberOr0(score + other)
}

// numberOr0 makes 0 of what is no number: infinities that cancel out, or 0 times infinity.
func numberOr0(score float64) float64 {
	if math.IsNaN(score) {
		return 0
	}
	return score
}
