package connection

import (
	"errors"

	"github.com/holdfast-db/holdfast/internal/command"
)

var errPingArity = errors.New("ERR wrong number of arguments for 'ping' command")

func pingSpec() command.Spec {
	return command.Spec{
		Name: "PING", Group: "connection", Since: "1.0.0", Complexity: "O(1)",
		Summary: "Answers PONG, or the message given.",
		Flags:   command.Fast,
		Syntax:  "[message]",
		Tips:    []string{"request_policy:all_shards", "response_policy:all_succeeded"},
		Compat:  command.Matches("7.2"),
		Run: func(c *command.Call) {
			switch len(c.Args) {
			case 1:
				c.Out.Simple("PONG")
			case 2:
				c.Out.Bulk(c.Args[1])
			default:
				c.Fail(errPingArity)
			}
		},
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
