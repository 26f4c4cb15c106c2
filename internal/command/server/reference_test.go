package server_test

import (
	"slices"
	"testing"

	"github.com/holdfast-db/holdfast/internal/command"
	"github.com/holdfast-db/holdfast/internal/command/connection"
	"github.com/holdfast-db/holdfast/internal/command/server"
	"github.com/holdfast-db/holdfast/internal/command/transactions"
	"github.com/holdfast-db/holdfast/internal/command/users"
	"github.com/holdfast-db/holdfast/internal/redistest"
	"github.com/holdfast-db/holdfast/internal/resp"
	"github.com/holdfast-db/holdfast/internal/transcript"
)

// fields are those of COMMAND INFO, subcommands apart.
var fields = []string{
	"name", "arity", "flags", "first key", "last key", "step", "categories", "tips", "key specifications",
}

// changedIn72 names what Redis 7.2 describes in another way than older releases.
func changedIn72(command, field string) bool {
	switch command {
	case "command|getkeys", "command|getkeysandflags":
		return field == "arity"
	case "wait":
		return field == "flags" || field == "categories"
	case "config|resetstat", "config|rewrite", "client|setname":
		return field == "tips"
	}
	return false
}

// TestCommandInfo compares what COMMAND INFO says with what the real server says, for all commands that both have.
func TestCommandInfo(t *testing.T) {
	redis := redistest.Start(t)
	old := !redis.Version().AtLeast(redistest.Version{Major: 7, Minor: 2})
	theirs, ours := redis.Dial(t), dial(t, newTarget(t))
	for _, family := range [][]command.Spec{
		connection.Specs(nil, nil, ""), transactions.Specs(), server.Specs(server.Deps{}), users.Specs(nil, nil),
	} {
		for _, spec := range family {
			compareInfo(t, info(t, theirs, spec.Name), info(t, ours, spec.Name), old)
		}
	}
}

func info(t *testing.T, c transcript.Conn, name string) resp.Value {
	t.Helper()
	if err := c.Send("COMMAND", "INFO", name); err != nil {
		t.Fatal(err)
	}
	v, err := c.Receive()
	if err != nil || len(v.Elems) != 1 {
		t.Fatalf("COMMAND INFO %s: %v, %v", name, v, err)
	}
	return v.Elems[0]
}

func compareInfo(t *testing.T, want, got resp.Value, old bool) {
	t.Helper()
	if len(want.Elems) == 0 {
		return // newer than the server
	}
	name := string(want.Elems[0].Str)
	for i, field := range fields {
		if old && changedIn72(name, field) || name == "multi" && field == "arity" { // MULTI ROLLBACK is our own
			continue
		}
		if w, g := words(want.Elems[i]), words(got.Elems[i]); !slices.Equal(w, g) {
			t.Errorf("%s: %s are %q, Redis has %q", name, field, g, w)
		}
	}
	for _, theirs := range want.Elems[len(fields)].Elems {
		for _, ours := range got.Elems[len(fields)].Elems {
			if string(theirs.Elems[0].Str) == string(ours.Elems[0].Str) {
				compareInfo(t, theirs, ours, old)
			}
		}
	}
}

// words is a field in a notation that does not depend on the order of its elements.
func words(v resp.Value) []string {
	if v.Kind != resp.Array {
		return []string{string(v.AppendText(nil))}
	}
	var all []string
	for _, e := range v.Elems {
		all = append(all, string(e.AppendText(nil)))
	}
	slices.Sort(all)
	return all
}
