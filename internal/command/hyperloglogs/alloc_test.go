package hyperloglogs_test

import (
	"testing"

	"github.com/holdfast-db/holdfast/internal/command/hyperloglogs"
	"github.com/holdfast-db/holdfast/internal/command/keys"
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
	s := sessiontest.New(t, hyperloglogs.Specs(config.New().HLLSparseMaxBytes.Load), keys.Specs())
	for name, commands := range map[string][][]string{
		"PFADD of new elements":   {{"DEL", "k"}, {"PFADD", "k", "a"}, {"PFADD", "k", "b", "c", "d"}},
		"PFADD of known elements": {{"PFADD", "known", "a", "b"}},
		"PFADD to a dense sketch": {{"PFADD", "dense", "a", "b"}, {"PFDEBUG", "TODENSE", "dense"}},
		"PFCOUNT":                 {{"PFCOUNT", "known"}, {"PFCOUNT", "known", "dense"}},
		"PFMERGE":                 {{"PFMERGE", "merged", "known", "k"}},
	} {
		input := encode(commands)
		sessiontest.Feed(s, input)
		if n := testing.AllocsPerRun(100, func() { sessiontest.Feed(s, input) }); n != 0 {
			t.Errorf("%s allocates %v times", name, n)
		}
	}
}
