package bitmaps_test

import (
	"testing"

	"github.com/holdfast-db/holdfast/internal/command/bitmaps"
	"github.com/holdfast-db/holdfast/internal/config"
	"github.com/holdfast-db/holdfast/internal/resp"
	"github.com/holdfast-db/holdfast/internal/session/sessiontest"
)

func encode(commands [][]string) (input []byte) {
	for _, args := range commands {
		input = resp.AppendCommandStrings(input, args...)
	}
	return input
}

func TestHotPathDoesNotAllocate(t *testing.T) {
	s := sessiontest.New(t, bitmaps.Specs(config.New().ProtoMaxBulkBytes.Load))
	for name, commands := range map[string][][]string{
		"SETBIT and GETBIT":  {{"SETBIT", "k", "7", "1"}, {"SETBIT", "k", "7", "0"}, {"GETBIT", "k", "7"}},
		"SETBIT of the same": {{"SETBIT", "k", "100000", "1"}},
		"BITCOUNT":           {{"BITCOUNT", "k"}, {"BITCOUNT", "k", "5", "300", "BIT"}},
		"BITPOS":             {{"BITPOS", "k", "1"}, {"BITPOS", "k", "0", "3", "-1"}},
		"BITFIELD":           {{"BITFIELD", "f", "INCRBY", "u16", "#3", "5", "OVERFLOW", "SAT", "SET", "i5", "99", "-3"}},
		"BITFIELD_RO":        {{"BITFIELD_RO", "f", "GET", "u16", "#3"}},
		"BITOP":              {{"BITOP", "OR", "d", "f", "f"}, {"BITOP", "NOT", "d", "f"}},
	} {
		input := encode(commands)
		sessiontest.Feed(s, input)
		if n := testing.AllocsPerRun(100, func() { sessiontest.Feed(s, input) }); n != 0 {
			t.Errorf("%s allocates %v times", name, n)
		}
	}
}
