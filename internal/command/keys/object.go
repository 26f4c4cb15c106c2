package keys

import (
	"errors"

	"github.com/holdfast-db/holdfast/internal/command"
	"github.com/holdfast-db/holdfast/internal/keyspace"
)

const switching = "Please note that when switching between policies at runtime LRU and LFU data will take some time to adjust."

var (
	errNoLFU = errors.New("ERR An LFU maxmemory policy is not selected, access frequency not tracked. " + switching)
	errLFU   = errors.New("ERR An LFU maxmemory policy is selected, idle time not tracked. " + switching)
)

func objectSpec() command.Spec {
	return command.Spec{
		Name: "OBJECT", Group: "generic", Since: "2.2.3", Complexity: "Depends on subcommand.",
		Summary: "A container for object introspection commands.",
		Subcommands: []command.Spec{
			objectSub("ENCODING", "2.2.3", "Tells how the value of a key is stored.", objectEncoding),
			objectSub("FREQ", "4.0.0", "Tells how often a key was accessed, on a logarithmic scale.", objectFreq),
			objectSub("IDLETIME", "2.2.3", "Tells for how many seconds a key was not accessed.", objectIdleTime),
			objectSub("REFCOUNT", "2.2.3", "Tells how many references a value has.", objectRefCount),
			command.HelpSpec("OBJECT", "6.2.0", []string{
				"ENCODING <key>", "    Return how the value of <key> is stored.",
				"FREQ <key>", "    Return how often <key> was accessed. Needs an LFU policy.",
				"IDLETIME <key>", "    Return for how many seconds <key> was not accessed.",
				"REFCOUNT <key>", "    Return the number of references to the value of <key>.",
			}),
		},
	}
}

func objectSub(name, since, summary string, reply func(c *command.Call, rec keyspace.Record)) command.Spec {
	spec := command.Spec{
		Name: name, Since: since, Complexity: "O(1)",
		Summary: summary,
		Flags:   command.ReadOnly,
		Keys:    []command.KeyRule{command.At(2, command.RO)},
		Syntax:  "key",
		Tips:    []string{"nondeterministic_output"},
		Compat:  command.Matches("7.2"),
		Run: func(c *command.Call) {
			rec, found := c.Tx.Inspect(c.Args[2])
			if !found {
				c.Out.Null()
				return
			}
			reply(c, rec)
		},
	}
	return spec
}

func objectEncoding(c *command.Call, rec keyspace.Record) { c.Out.BulkString(c.Tx.EncodingName(rec)) }

func objectFreq(c *command.Call, rec keyspace.Record) {
	if !c.Tx.Engine().CountsUses() {
		c.Fail(errNoLFU)
		return
	}
	c.Out.Int(int64(c.Tx.Frequency(rec)))
}

func objectIdleTime(c *command.Call, rec keyspace.Record) {
	if c.Tx.Engine().CountsUses() {
		c.Fail(errLFU)
		return
	}
	c.Out.Int(c.Tx.IdleSeconds(rec))
}

func objectRefCount(c *command.Call, _ keyspace.Record) { c.Out.Int(1) }
