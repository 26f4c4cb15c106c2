package server

import (
	"github.com/holdfast-db/holdfast/internal/command"
	"github.com/holdfast-db/holdfast/internal/config"
)

func (f *family) configSpec() command.Spec {
	return command.Spec{
		Name: "CONFIG", Group: "server", Since: "2.0.0", Complexity: "Depends on subcommand.",
		Summary: "A container for commands on the settings.",
		Subcommands: []command.Spec{
			f.configGet(), f.configResetStat(), f.configRewrite(), f.configSet(),
			command.HelpSpec("CONFIG", "5.0.0", []string{
				"GET <pattern> [<pattern> ...]", "    Return the settings whose names match a <pattern>.",
				"SET <directive> <value> [<directive> <value> ...]", "    Change settings, all of them or none.",
				"RESETSTAT", "    Begin the counters of INFO anew.",
				"REWRITE", "    Write the settings back into the configuration file.",
			}),
		},
	}
}

const configFlags = command.Admin | command.NoScript | command.Loading | command.Stale

func (f *family) configGet() command.Spec {
	return command.Spec{
		Name: "GET", Since: "2.0.0",
		Complexity: "O(N) when N is the number of configuration parameters provided",
		Summary:    "Returns the settings whose names match a pattern.",
		Flags:      configFlags,
		Syntax:     "parameter [parameter ...]",
		Compat:     command.Partial("the settings are Holdfast's, under Redis's names where Redis has them"),
		Run: func(c *command.Call) {
			patterns := make([]string, len(c.Args)-2)
			for i, arg := range c.Args[2:] {
				patterns[i] = string(arg)
			}
			pairs := f.Config.Get(patterns...)
			c.Out.Map(len(pairs))
			for _, p := range pairs {
				c.Out.BulkString(p.Name)
				c.Out.BulkString(p.Value)
			}
		},
	}
}

func (f *family) configSet() command.Spec {
	return command.Spec{
		Name: "SET", Since: "2.0.0",
		Complexity: "O(N) when N is the number of configuration parameters provided",
		Summary:    "Changes settings, all of them or none.",
		Flags:      configFlags,
		Syntax:     "parameter value [parameter value ...]",
		Tips:       []string{"request_policy:all_nodes", "response_policy:all_succeeded"},
		Compat:     command.Partial("the settings are Holdfast's, under Redis's names where Redis has them"),
		IsSecret: func(args [][]byte, i int) bool {
			return i > 2 && i%2 == 1 && f.Config.Sensitive(string(args[i-1]))
		},
		Run: f.setConfig,
	}
}

func (f *family) setConfig(c *command.Call) {
	if len(c.Args)%2 != 0 {
		c.Fail(command.ErrSyntax)
		return
	}
	var pairs []config.Pair
	for i := 2; i < len(c.Args); i += 2 {
		pairs = append(pairs, config.Pair{Name: string(c.Args[i]), Value: string(c.Args[i+1])})
	}
	if err := f.Config.Set(pairs...); err != nil {
		c.Fail(err)
		return
	}
	c.Out.OK()
}

func (f *family) configRewrite() command.Spec {
	return command.Spec{
		Name: "REWRITE", Since: "2.8.0", Complexity: "O(1)",
		Summary: "Writes the settings back into the configuration file.",
		Flags:   configFlags,
		Tips:    []string{"request_policy:all_nodes", "response_policy:all_succeeded"},
		Compat:  command.Matches("7.2"),
		Run: func(c *command.Call) {
			if err := f.Host.RewriteConfig(); err != nil {
				c.Fail(err)
				return
			}
			c.Out.OK()
		},
	}
}

func (f *family) configResetStat() command.Spec {
	return command.Spec{
		Name: "RESETSTAT", Since: "2.0.0", Complexity: "O(1)",
		Summary: "Begins the counters of INFO anew.",
		Flags:   configFlags,
		Tips:    []string{"request_policy:all_nodes", "response_policy:all_succeeded"},
		Compat:  command.Matches("7.2"),
		Run: func(c *command.Call) {
			f.Clients.Stats.Reset()
			f.Clients.Users.Journal.ResetCounts()
			c.Table.ResetTallies()
			f.Engine.Stats.Reset()
			f.peakMemory.Store(0)
			c.Out.OK()
		},
	}
}
