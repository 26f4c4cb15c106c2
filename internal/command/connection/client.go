package connection

import (
	"errors"

	"github.com/holdfast-db/holdfast/internal/command"
)

func (f *family) client() command.Spec {
	return command.Spec{
		Name: "CLIENT", Group: "connection", Since: "2.4.0", Complexity: "Depends on subcommand.",
		Summary: "A container for client connection commands.",
		Subcommands: []command.Spec{
			f.clientCaching(), clientGetName(), clientGetRedir(), clientID(), clientInfo(), f.clientKill(),
			f.clientList(), clientNoEvict(), clientNoTouch(), f.clientPause(), clientReply(), clientSetInfo(),
			clientSetName(), f.clientTracking(), f.clientTrackingInfo(), f.clientUnblock(), f.clientUnpause(),
			command.HelpSpec("CLIENT", "5.0.0", []string{
				"CACHING (YES|NO)", "    Have the keys of the next command tracked, or not, in OPTIN or OPTOUT mode.",
				"GETREDIR", "    Return the number of the connection that the invalidations go to.",
				"GETNAME", "    Return the name of this connection.",
				"ID", "    Return the number of this connection.",
				"INFO", "    Return the line of this connection in CLIENT LIST.",
				"KILL <ip:port>", "    Close the connection from <ip:port>.",
				"KILL <option> <value> [<option> <value> [...]]",
				"    Close the connections that all options apply to:",
				"    * ADDR (<ip:port>|<unixsocket>:0)", "      The peer's address.",
				"    * LADDR (<ip:port>|<unixsocket>:0)", "      The server's address.",
				"    * ID <client-id>", "      The number.",
				"    * TYPE (NORMAL|MASTER|REPLICA|PUBSUB)", "      The class.",
				"    * USER <username>", "      The user.",
				"    * MAXAGE <seconds>", "      At least so old.",
				"    * SKIPME (YES|NO)", "      Whether to spare this connection (default: yes).",
				"LIST [TYPE (NORMAL|MASTER|REPLICA|PUBSUB)] [ID <client-id> [...]]",
				"    Return a line for every connection.",
				"NO-EVICT (ON|OFF)", "    Exempt this connection from the eviction of clients.",
				"NO-TOUCH (ON|OFF)", "    Read keys without marking them as accessed.",
				"PAUSE <timeout> [WRITE|ALL]", "    Hold back all commands, or only writes, for <timeout> milliseconds.",
				"REPLY (ON|OFF|SKIP)", "    Choose which replies this connection gets.",
				"SETINFO (LIB-NAME|LIB-VER) <value>", "    Tell about the client library.",
				"SETNAME <name>", "    Name this connection.",
				"TRACKING (ON|OFF) [REDIRECT <id>] [BCAST] [PREFIX <prefix> [...]] [OPTIN] [OPTOUT] [NOLOOP]",
				"    Be told when keys change that this connection has read.",
				"TRACKINGINFO", "    Return how the connection is tracked.",
				"UNBLOCK <client-id> [TIMEOUT|ERROR]", "    End the wait of a blocked client.",
				"UNPAUSE", "    End CLIENT PAUSE.",
			}),
		},
	}
}

// about is a subcommand that anybody may use on their own connection.
func about(name, since, summary string, run command.Handler) command.Spec {
	return command.Spec{
		Name: name, Since: since, Complexity: "O(1)", Summary: summary,
		Flags:  command.NoScript | command.Loading | command.Stale,
		Compat: command.Matches("7.2"),
		Run:    run,
	}
}

// control is a subcommand that reaches other connections.
func control(name, since, complexity, summary string, run command.Handler) command.Spec {
	return command.Spec{
		Name: name, Since: since, Complexity: complexity, Summary: summary,
		Flags:  command.Admin | command.NoScript | command.Loading | command.Stale,
		Compat: command.Matches("7.2"),
		Run:    run,
	}
}

// tooManyWords refuses a subcommand whose arity is open although its options are not.
func tooManyWords(c *command.Call) {
	c.Fail(errors.New("ERR unknown subcommand or wrong number of arguments for '" + string(c.Args[1]) +
		"'. Try CLIENT HELP."))
}
