package connection

import (
	"errors"
	"slices"

	"github.com/holdfast-db/holdfast/internal/command"
)

var errPingArity = errors.New("ERR wrong number of arguments for 'ping' command")

func pingSpec() command.Spec {
	return command.Spec{
		Name: "PING", Group: "connection", Since: "1.0.0", Complexity: "O(1)",
		Summary: "Answers PONG, or the message given.",
		Flags:   command.Fast | command.WhileListening,
		Syntax:  "[message]",
		Tips:    []string{"request_policy:all_shards", "response_policy:all_succeeded"},
		Compat:  command.Matches("7.2"),
		Run:     ping,
	}
}

// ping answers a client that has subscribed in RESP2 in the shape of a message.
func ping(c *command.Call) {
	switch {
	case len(c.Args) > 2:
		c.Fail(errPingArity)
	case c.Client.OnlyListens():
		c.Out.Array(2)
		c.Out.BulkString("pong")
		c.Out.Bulk(slices.Concat(c.Args[1:]...))
	case len(c.Args) == 2:
		c.Out.Bulk(c.Args[1])
	default:
		c.Out.Simple("PONG")
	}
}

func echoSpec() command.Spec {
	return command.Spec{
		Name: "ECHO", Group: "connection", Since: "1.0.0", Complexity: "O(1)",
		Summary: "Answers with the message given.",
		Flags:   command.Loading | command.Stale | command.Fast,
		Syntax:  "message",
		Compat:  command.Matches("7.2"),
		Run:     func(c *command.Call) { c.Out.Bulk(c.Args[1]) },
	}
}
