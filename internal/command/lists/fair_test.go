package lists_test

import (
	"testing"

	"github.com/holdfast-db/holdfast/internal/base/clock"
	"github.com/holdfast-db/holdfast/internal/client"
	"github.com/holdfast-db/holdfast/internal/command"
	"github.com/holdfast-db/holdfast/internal/command/lists"
	"github.com/holdfast-db/holdfast/internal/commitlog"
	"github.com/holdfast-db/holdfast/internal/engine"
	"github.com/holdfast-db/holdfast/internal/keyspace"
	"github.com/holdfast-db/holdfast/internal/resp"
)

// caller is a client that runs one command, step by step.
type caller struct {
	call    command.Call
	out     resp.Writer
	parking command.Parking
}

func newCaller(table *command.Table, e *engine.Engine, words ...string) *caller {
	c := &caller{}
	args := make([][]byte, len(words))
	for i, word := range words {
		args[i] = []byte(word)
	}
	c.call = command.Call{
		Spec: table.Find(words[0]), Table: table, Args: args, Out: &c.out, Tx: e.NewTxn(),
		Client: client.New("pipe", "", "", 0, nil),
	}
	return c
}

// run runs and commits the command, without serving anybody.
func (c *caller) run() {
	c.call.Tx.Begin(0, 1, 0)
	c.call.Tx.LockAll()
	c.call.Spec.Run(&c.call)
	c.call.Tx.Commit()
	c.parking, _ = c.call.TakeParking()
}

// served is what the client was served with while it waited.
func (c *caller) served() string {
	if _, ok := c.parking.Waiter.IsServed(); !ok {
		return ""
	}
	return string(c.parking.Served.Bytes())
}

// TestNobodyOvertakes lets a client come between a push and the serving of those who waited for it: it must not take
// what they are owed, and gets what they leave.
func TestNobodyOvertakes(t *testing.T) {
	table := command.NewTable(lists.Specs())
	for _, test := range []struct {
		push          []string
		first, second string
	}{
		{[]string{"rpush", "l", "x"}, "*2\r\n$1\r\nl\r\n$1\r\nx\r\n", ""},
		{[]string{"rpush", "l", "x", "y", "z"}, "*2\r\n$1\r\nl\r\n$1\r\nx\r\n", "*2\r\n$1\r\nl\r\n$1\r\ny\r\n"},
	} {
		e := engine.New(engine.Options{Keys: keyspace.New(engine.KeyspaceOptions(nil, 0, 8)), Log: commitlog.NewDiscard(1), Clock: clock.NewSystem()})
		first := newCaller(table, e, "blpop", "l", "0")
		push := newCaller(table, e, test.push...)
		second := newCaller(table, e, "blpop", "k", "l", "0")
		first.run()
		push.run()
		second.run()
		if second.out.Len() != 0 {
			t.Fatalf("%v: the second client overtook the first", test.push)
		}
		second.call.Tx.ServeBlocked()
		push.call.Tx.ServeBlocked()
		if first.served() != test.first || second.served() != test.second {
			t.Errorf("%v: served %q and %q", test.push, first.served(), second.served())
		}
		if isWaiting := second.call.Tx.Unblock(second.parking.Waiter); isWaiting != (test.second == "") {
			t.Errorf("%v: the second client still waits: %v", test.push, isWaiting)
		}
		if n := e.Waiting(); n != 0 {
			t.Errorf("%v: %d clients wait in the end", test.push, n)
		}
	}
}
