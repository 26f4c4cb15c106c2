package server

import (
	"errors"

	"github.com/holdfast-db/holdfast/internal/command"
	"github.com/holdfast-db/holdfast/internal/resp"
	"github.com/holdfast-db/holdfast/internal/slowlog"
)

// slowlogGetCount is how many entries SLOWLOG GET returns unless told otherwise.
const slowlogGetCount = 10

var (
	errSlowlogCount = errors.New("ERR count should be greater than or equal to -1")
	errSlowlogWords = errors.New("ERR unknown subcommand or wrong number of arguments for 'GET'. Try SLOWLOG HELP.")
)

func (f *family) slowlogSpec() command.Spec {
	return command.Spec{
		Name: "SLOWLOG", Group: "server", Since: "2.2.12", Complexity: "Depends on subcommand.",
		Summary: "A container for commands on the commands that took too long.",
		Subcommands: []command.Spec{
			f.slowlogGet(), f.slowlogLen(), f.slowlogReset(),
			command.HelpSpec("SLOWLOG", "6.2.0", []string{
				"GET [<count>]", "    Return the latest <count> entries (default: 10, -1: all), newest first. Each has",
				"    a number, the Unix time, the microseconds, the words, the client's address and its name.",
				"LEN", "    Return the number of entries.",
				"RESET", "    Forget all entries.",
			}),
		},
	}
}

const slowlogFlags = command.Admin | command.Loading | command.Stale

func (f *family) slowlogGet() command.Spec {
	return command.Spec{
		Name: "GET", Since: "2.2.12", Complexity: "O(N) where N is the number of entries returned",
		Summary: "Returns the latest commands that took too long.",
		Flags:   slowlogFlags,
		Syntax:  "[count]",
		Tips:    []string{"request_policy:all_nodes", "nondeterministic_output"},
		Compat:  command.Partial("brief commands of a pipeline are timed together, up to 16"),
		Run: func(c *command.Call) {
			n := int64(slowlogGetCount)
			switch {
			case len(c.Args) > 3:
				c.Fail(errSlowlogWords)
				return
			case len(c.Args) == 3:
				var ok bool
				if n, ok = command.ParseInt(c.Args[2]); !ok || n < -1 {
					c.Fail(errSlowlogCount)
					return
				}
			}
			writeSlow(c.Out, f.Clients.Slow.Latest(n))
		},
	}
}

func writeSlow(out *resp.Writer, entries []slowlog.Entry) {
	out.Array(len(entries))
	for _, e := range entries {
		out.Array(6)
		out.Int(e.ID)
		out.Int(e.UnixSeconds)
		out.Int(e.Took.Microseconds())
		out.Array(len(e.Words))
		for _, w := range e.Words {
			out.Bulk(w)
		}
		out.BulkString(e.Addr)
		out.BulkString(e.Name)
	}
}

func (f *family) slowlogLen() command.Spec {
	return command.Spec{
		Name: "LEN", Since: "2.2.12", Complexity: "O(1)",
		Summary: "Counts the commands that took too long.",
		Flags:   slowlogFlags,
		Tips:    []string{"request_policy:all_nodes", "response_policy:agg_sum", "nondeterministic_output"},
		Compat:  command.Matches("7.2"),
		Run:     func(c *command.Call) { c.Out.Int(int64(f.Clients.Slow.Len())) },
	}
}

func (f *family) slowlogReset() command.Spec {
	return command.Spec{
		Name: "RESET", Since: "2.2.12", Complexity: "O(N) where N is the number of entries",
		Summary: "Forgets the commands that took too long.",
		Flags:   slowlogFlags,
		Tips:    []string{"request_policy:all_nodes", "response_policy:all_succeeded"},
		Compat:  command.Matches("7.2"),
		Run: func(c *command.Call) {
			f.Clients.Slow.Reset()
			c.Out.OK()
		},
	}
}
