package server_test

import (
	"testing"

	"github.com/holdfast-db/holdfast/internal/client"
	"github.com/holdfast-db/holdfast/internal/resp"
	"github.com/holdfast-db/holdfast/internal/session"
	"github.com/holdfast-db/holdfast/internal/session/sessiontest"
)

// BenchmarkInfo asks for what monitoring asks for all the time.
func BenchmarkInfo(b *testing.B) {
	s := session.New(newTarget(b).shared, client.New("pipe", "test", "test", 0, nil))
	sessiontest.Feed(s, resp.AppendCommandStrings(nil, "SET", "key", "value"))
	input := resp.AppendCommandStrings(nil, "INFO")
	b.ReportAllocs()
	for range b.N {
		sessiontest.Feed(s, input)
	}
}
