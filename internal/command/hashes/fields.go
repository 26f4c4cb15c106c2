package hashes

import (
	"errors"

	"github.com/holdfast-db/holdfast/internal/command"
)

var (
	errNoFields        = errors.New("ERR Mandatory argument FIELDS is missing or not at the right position")
	errNumFields       = errors.New("ERR Parameter `numFields` should be greater than 0")
	errUnknownArgument = errors.New("ERR unknown argument")
	errFieldsMatch     = errors.New("ERR The `numfields` parameter must match the number of arguments")
)

// fieldsAt parses FIELDS numfields, of which FIELDS must be argument i, and all that follows as fields, of which each
// takes width arguments; or it replies with an error.
func fieldsAt(c *command.Call, i, width int) (fields [][]byte, ok bool) {
	if i+1 >= len(c.Args) || !c.Is(i, "FIELDS") {
		c.Fail(errNoFields)
		return nil, false
	}
	n, ok := command.ParseInt(c.Args[i+1])
	fields = c.Args[i+2:]
	switch {
	case !ok || n < 1:
		c.Fail(errNumFields)
	case n > int64(len(fields)) || int(n)*width != len(fields):
		c.Fail(errFieldsMatch)
	default:
		return fields, true
	}
	return nil, false
}
