package server

import (
	"github.com/holdfast-db/holdfast/internal/command"
	"github.com/holdfast-db/holdfast/internal/resp"
)

func (f *family) memorySpec() command.Spec {
	return command.Spec{
		Name: "MEMORY", Group: "server", Since: "4.0.0", Complexity: "Depends on subcommand.",
		Summary: "A container for commands on memory.",
		Subcommands: []command.Spec{
			f.memoryDoctor(), memoryMallocStats(), memoryPurge(), f.memoryStats(), memoryUsage(),
			command.HelpSpec("MEMORY", "4.0.0", []string{
				"DOCTOR", "    Return advice on memory.",
				"MALLOC-STATS", "    Return the statistics of the Go runtime's allocator.",
				"PURGE", "    Give memory that is not used back to the system.",
				"STATS", "    Return where the memory goes.",
				"USAGE <key> [SAMPLES <count>]", "    Return how many bytes <key> and its value take.",
			}),
		},
	}
}

func memoryUsage() command.Spec {
	return command.Spec{
		Name: "USAGE", Since: "4.0.0", Complexity: "O(1)",
		Summary: "Tells how many bytes a key and its value take.",
		Flags:   command.ReadOnly,
		Keys:    []command.KeyRule{command.At(2, command.RO)},
		Syntax:  "key [SAMPLES count]",
		Compat:  command.Partial("the bytes are those of Holdfast's layout; nothing is sampled"),
		Run: func(c *command.Call) {
			if err := checkSamples(c); err != nil {
				c.Fail(err)
				return
			}
			if rec, found := c.Tx.Peek(c.Args[2]); found {
				c.Out.Int(c.Tx.MemoryUsage(rec))
				return
			}
			c.Out.Null()
		},
	}
}

// checkSamples looks at Redis's option, which changes nothing here: the bytes are known without counting.
func checkSamples(c *command.Call) error {
	for i := 3; i < len(c.Args); i += 2 {
		if !c.Is(i, "SAMPLES") || i+1 == len(c.Args) {
			return command.ErrSyntax
		}
		n, ok := command.ParseInt(c.Args[i+1])
		if !ok {
			return command.ErrNotInteger
		}
		if n < 0 {
			return command.ErrSyntax
		}
	}
	return nil
}

func (f *family) memoryStats() command.Spec {
	return command.Spec{
		Name: "STATS", Since: "4.0.0", Complexity: "O(1)",
		Summary: "Tells where the memory goes.",
		Tips:    []string{"nondeterministic_output", "request_policy:all_shards", "response_policy:special"},
		Compat:  command.Partial("without the fields on what Holdfast does not have"),
		Run:     func(c *command.Call) { f.writeMemoryStats(c.Out) },
	}
}

func (f *family) writeMemoryStats(out *resp.Writer) {
	u, keys := f.readUsage(), f.countKeys()
	integers := []struct {
		name  string
		value int64
	}{
		{"peak.allocated", u.peak},
		{"total.allocated", u.used},
		{"clients.normal", u.clients},
		{"overhead.total", u.used - u.data},
		{"keys.count", keys},
		{"keys.bytes-per-key", ratio(u.data, keys)},
		{"dataset.bytes", u.data},
		{"fragmentation.bytes", u.rss - u.used},
	}
	doubles := []struct {
		name  string
		value float64
	}{
		{"dataset.percentage", 100 * quotient(u.data, u.used)},
		{"peak.percentage", 100 * quotient(u.used, u.peak)},
		{"fragmentation", quotient(u.rss, u.used)},
	}
	out.Map(len(integers) + len(doubles))
	for _, f := range integers {
		out.BulkString(f.name)
		out.Int(f.value)
	}
	for _, f := range doubles {
		out.BulkString(f.name)
		out.Double(f.value)
	}
}
