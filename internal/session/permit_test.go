package session_test

import (
	"testing"

	"github.com/holdfast-db/holdfast/internal/acl"
	"github.com/holdfast-db/holdfast/internal/command"
	"github.com/holdfast-db/holdfast/internal/command/strings"
	"github.com/holdfast-db/holdfast/internal/config"
	"github.com/holdfast-db/holdfast/internal/session/sessiontest"
)

// restricted is a user of the strings' commands, by rules.
func restricted(t testing.TB, rules ...string) *acl.User {
	t.Helper()
	users := acl.NewUsers()
	users.Learn(command.NewTable(strings.Specs(config.New().ProtoMaxBulkBytes.Load)).Catalogue())
	u, err := users.Set("u", rules)
	if err != nil {
		t.Fatal(err)
	}
	return u
}

func TestRulesDoNotAllocate(t *testing.T) {
	s := sessiontest.New(t, strings.Specs(config.New().ProtoMaxBulkBytes.Load))
	s.Client().SetUser(restricted(t, "+@read", "~none*", "(+@string %RW~k*)"))
	for name, input := range map[string][]byte{
		"SET":  pipelines("SET", 1, 1, benchValue)[0],
		"MGET": pipelines("MGET", 1, 1, "key:1", "key:2", "key:3")[0],
	} {
		if s.Process(input); string(s.Output()[:1]) == "-" {
			t.Fatalf("%s: %s", name, s.Output())
		}
		s.Sent(len(s.Output()))
		if allocs := testing.AllocsPerRun(100, func() { sessiontest.Feed(s, input) }); allocs != 0 {
			t.Errorf("%s allocates %v times", name, allocs)
		}
	}
}

func BenchmarkRules(b *testing.B) {
	s := sessiontest.New(b, strings.Specs(config.New().ProtoMaxBulkBytes.Load))
	input := pipelines("GET", 1, 1)[0]
	for name, u := range map[string]*acl.User{"none": nil, "few": restricted(b, "+get", "~a*", "~k*")} {
		b.Run(name, func(b *testing.B) {
			s.Client().SetUser(u)
			for range b.N {
				sessiontest.Feed(s, input)
			}
		})
	}
}
