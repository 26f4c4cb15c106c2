package server_test

import (
	"testing"

	"github.com/holdfast-db/holdfast/internal/transcript"
)

// The three families are tested together: the transcripts of each use commands of the others.
func TestTranscripts(t *testing.T) {
	for _, family := range []string{"connection", "transactions", "server"} {
		t.Run(family, func(t *testing.T) {
			transcript.RunDir(t, newTarget(t), "../"+family+"/testdata", transcript.Plain, transcript.RESP3, transcript.Multi)
		})
	}
}

func TestTranscriptsOfRedis(t *testing.T) {
	redis := transcript.Redis(t)
	for _, family := range []string{"connection", "transactions", "server"} {
		t.Run(family, func(t *testing.T) {
			transcript.RunDir(t, redis, "../"+family+"/testdata", transcript.Plain, transcript.RESP3, transcript.Multi)
		})
	}
}
