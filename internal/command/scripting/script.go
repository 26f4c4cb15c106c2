package scripting

import (
	"errors"

	"github.com/holdfast-db/holdfast/internal/command"
)

var (
	errFlushMode    = errors.New("ERR SCRIPT FLUSH only support SYNC|ASYNC option")
	errDebugMode    = errors.New("ERR Use SCRIPT DEBUG YES/SYNC/NO")
	errNoSuchScript = errors.New("NOSCRIPT No matching script.")
	errNoDebugger   = errors.New("ERR There is no debugger for scripts in this server")
)

func (r *Runner) scriptSpec() command.Spec {
	return command.Spec{
		Name: "SCRIPT", Group: "scripting", Since: "2.6.0", Complexity: "Depends on subcommand.",
		Summary: "A container for commands on the scripts that the server knows.",
		Subcommands: []command.Spec{
			{
				Name: "DEBUG", Since: "3.2.0", Complexity: "O(1)", Summary: "Sets the debug mode of later scripts.",
				Flags: command.NoScript, Syntax: "<YES | SYNC | NO>",
				Compat: command.Partial("there is no debugger, so the mode is always NO"),
				Run:    scriptDebug,
			},
			{
				Name: "EXISTS", Since: "2.6.0", Complexity: "O(N) with N being the number of scripts to check.",
				Summary: "Tells which scripts the server knows.",
				Flags:   command.NoScript, Syntax: "sha1 [sha1 ...]",
				Tips:   []string{"request_policy:all_shards", "response_policy:agg_logical_and"},
				Compat: command.Matches("7.2"), Run: r.scriptExists,
			},
			{
				Name: "FLUSH", Since: "2.6.0", Complexity: "O(N) with N being the number of scripts in cache",
				Summary: "Forgets all scripts.",
				Flags:   command.NoScript, Syntax: "[<ASYNC | SYNC>]",
				Tips:   []string{"request_policy:all_nodes", "response_policy:all_succeeded"},
				Compat: command.Matches("7.2"), Run: r.scriptFlush,
			},
			command.HelpSpec("script", "5.0.0", scriptHelp()),
			{
				Name: "KILL", Since: "2.6.0", Complexity: "O(1)", Summary: "Ends the slow script, and takes back what it has written.",
				Flags:  command.NoScript | command.AllowBusy,
				Tips:   []string{"request_policy:all_shards", "response_policy:one_succeeded"},
				Compat: command.Matches("7.2"), Run: func(c *command.Call) { r.replyKill(c, true) },
			},
			{
				Name: "LOAD", Since: "2.6.0", Complexity: "O(N) with N being the length in bytes of the script body.",
				Summary: "Remembers a script and tells its SHA-1.",
				Flags:   command.NoScript | command.Stale, Syntax: "script",
				Tips:   []string{"request_policy:all_nodes", "response_policy:all_succeeded"},
				Compat: command.Matches("7.2"), Run: r.scriptLoad,
			},
			{
				Name: "SHOW", Since: "0.1.0", Complexity: "O(1)", Summary: "Returns the text of a script.",
				Flags: command.NoScript, Syntax: "sha1",
				Compat: command.Ours("as Valkey 8.0 has it"), Run: r.scriptShow,
			},
		},
	}
}

func scriptHelp() []string {
	return []string{
		"DEBUG NO", "    There is no debugger: the other modes are refused.",
		"EXISTS <sha1> [<sha1> ...]", "    Tell for each script whether the server knows it.",
		"FLUSH [ASYNC|SYNC]", "    Forget all scripts.",
		"KILL", "    End the slow script, and take back what it has written.",
		"LOAD <script>", "    Remember a script without running it.",
		"SHOW <sha1>", "    Return the text of a script that the server knows.",
	}
}

func scriptDebug(c *command.Call) {
	switch {
	case c.Is(2, "NO"):
		c.Out.OK()
	case c.Is(2, "YES"), c.Is(2, "SYNC"):
		c.Fail(errNoDebugger)
	default:
		c.Fail(errDebugMode)
	}
}

func (r *Runner) scriptExists(c *command.Call) {
	c.Out.Array(len(c.Args) - 2)
	for _, sha := range c.Args[2:] {
		if r.Scripts.Find(sha) != nil {
			c.Out.Int(1)
		} else {
			c.Out.Int(0)
		}
	}
}

func (r *Runner) scriptShow(c *command.Call) {
	if s := r.Scripts.Find(c.Args[2]); s != nil {
		c.Out.BulkString(s.Text())
		return
	}
	c.Fail(errNoSuchScript)
}

func (r *Runner) scriptFlush(c *command.Call) {
	if len(c.Args) > 3 || len(c.Args) == 3 && !c.Is(2, "SYNC") && !c.Is(2, "ASYNC") {
		c.Fail(errFlushMode)
		return
	}
	r.Scripts.Flush()
	r.forget()
	c.Out.OK()
}

func (r *Runner) scriptLoad(c *command.Call) {
	s, err := r.Scripts.Load(c.Args[2], true)
	if err != nil {
		c.Fail(err)
		return
	}
	c.Out.BulkString(s.SHA)
}
