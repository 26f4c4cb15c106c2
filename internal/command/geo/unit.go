package geo

import (
	"errors"

	"github.com/holdfast-db/holdfast/internal/command"
)

var errUnit = errors.New("ERR unsupported unit provided. please use M, KM, FT, MI")

// meters is the default unit of distances.
const meters = 1

// parseUnit parses argument i as a unit and returns how many meters it has, or replies with an error.
func parseUnit(c *command.Call, i int) (inMeters float64, ok bool) {
	switch {
	case c.Is(i, "M"):
		return meters, true
	case c.Is(i, "KM"):
		return 1000, true
	case c.Is(i, "FT"):
		return 0.3048, true
	case c.Is(i, "MI"):
		return 1609.34, true
	}
	c.Fail(errUnit)
	return 0, false
}
