package instance

import (
	"fmt"
	"math/rand/v2"
	"strings"
	"testing"

	"github.com/cockroachdb/pebble/v2/vfs"

	"github.com/holdfast-db/holdfast/internal/base/clock"
	"github.com/holdfast-db/holdfast/internal/redistest"
)

// someRules and someCommands are what users are made of and asked for, over keys a to d.
var (
	someRules = strings.Fields(`+@all -@all +@read -@read +@write -@write +@string -@string +@set -@dangerous -@fast +@keyspace
		+get -get +set -set +mget +sinterstore -sinterstore +config -config +config|get -config|get -config|set
		+select -select +select|0 +select|1 +debug|object -debug allcommands nocommands
		~* ~a ~b* ~[cd] %R~a %W~b %RW~c %R~* %W~* allkeys resetkeys allkeys reset
		(+get,~a) (+@all,%R~*) (~*,+@write) (-@all) (+select|2,+mset,~c,~d) clearselectors`)
	someCommands = []string{
		"GET a", "GET b1", "SET a 1", "SET b 1 GET", "SET c 1 EX 10", "MGET a b c d", "MSET a 1 c 2", "MSET c 1 d 2",
		"SINTERSTORE a b c", "SINTERSTORE c a", "SUNION a d", "CONFIG GET x", "CONFIG SET x y", "SELECT 0", "SELECT 1",
		"SELECT 2", "DEBUG OBJECT a", "DEBUG SLEEP 0", "DEL a c", "EXISTS d", "TYPE b", "RENAME a b", "COPY a c",
		"BITFIELD a GET u8 0", "BITFIELD a GET u8 0 SET u8 0 1", "BITFIELD b OVERFLOW SAT INCRBY u8 0 1", "PING", "AUTH x",
		"SORT a STORE b", "SORT c BY nosort GET # STORE d", "GEORADIUS a 1 1 1 M STORE b", "ZUNIONSTORE a 2 b c",
		"LMPOP 2 a b LEFT", "PFCOUNT a b", "PFMERGE a b", "STRLEN b", "FLUSHALL", "KEYS *",
		"ACL WHOAMI", "ACL LIST", "OBJECT ENCODING a", "MULTI", "BLPOP a b 0", "GETEX c", "HELLO 3", "LCS a b",
	}
)

// TestRulesAgreeWithRedis makes random users here and in the real server, and asks both what each of them may do.
func TestRulesAgreeWithRedis(t *testing.T) {
	redis := redistest.Start(t).Dial(t)
	in := open(t, vfs.NewMem(), clock.NewSystem(), "--appendonly", "no")
	defer closeInstance(t, in)
	ours := dialIn(t, in)
	rng := rand.New(rand.NewPCG(1, 7))
	for round := range 150 {
		rules := []string{"ACL", "SETUSER", "u", "reset"}
		for range 1 + rng.IntN(8) {
			rules = append(rules, strings.ReplaceAll(someRules[rng.IntN(len(someRules))], ",", " "))
		}
		if got, want := isOK(t, ours, rules), isOK(t, redis, rules); got != want {
			t.Errorf("%q: ok is %v, want %v", rules, got, want)
		} else if !got {
			continue
		}
		for _, command := range someCommands {
			ask := append([]string{"ACL", "DRYRUN", "u"}, strings.Fields(command)...)
			if got, want := isOK(t, ours, ask), isOK(t, redis, ask); got != want {
				t.Errorf("round %d: after %q, %s is allowed: %v, want %v", round, rules[3:], command, got, want)
			}
		}
	}
}

func isOK(t *testing.T, c *redistest.Client, command []string) bool {
	t.Helper()
	v, err := c.Do(command...)
	if err != nil {
		t.Fatal(fmt.Errorf("%q: %w", command, err))
	}
	return string(v.Str) == "OK"
}
