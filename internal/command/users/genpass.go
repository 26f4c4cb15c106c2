package users

import (
	"crypto/rand"
	"encoding/hex"
	"errors"

	"github.com/holdfast-db/holdfast/internal/command"
)

const (
	defaultPasswordBits = 256
	maxPasswordBits     = 4096
)

var errPasswordBits = errors.New("ERR ACL GENPASS argument must be the number of bits for the output password," +
	" a positive number up to 4096")

func genPass() command.Spec {
	spec := anybody("GENPASS", "O(1)", "Returns a random password in hex digits.", runGenPass)
	spec.Syntax = "[bits:integer]"
	return spec
}

func runGenPass(c *command.Call) {
	bits := int64(defaultPasswordBits)
	switch len(c.Args) {
	case 2:
	case 3:
		var ok bool
		if bits, ok = c.Int(2); !ok {
			return
		}
		if bits < 1 || bits > maxPasswordBits {
			c.Fail(errPasswordBits)
			return
		}
	default:
		tooManyWords(c)
		return
	}
	const bitsPerDigit = 4
	digits := (bits + bitsPerDigit - 1) / bitsPerDigit
	random := make([]byte, (digits+1)/2)
	_, _ = rand.Read(random) // it never fails
	c.Out.BulkString(hex.EncodeToString(random)[:digits])
}
