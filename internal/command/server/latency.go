package server

import (
	"errors"

	"github.com/holdfast-db/holdfast/internal/command"
	"github.com/holdfast-db/holdfast/internal/latency"
	"github.com/holdfast-db/holdfast/internal/resp"
)

func (f *family) latencySpec() command.Spec {
	return command.Spec{
		Name: "LATENCY", Group: "server", Since: "2.8.13", Complexity: "Depends on subcommand.",
		Summary: "A container for commands on latency.",
		Subcommands: []command.Spec{
			f.latencyDoctor(), f.latencyGraph(), latencyHistogram(), f.latencyHistory(), f.latencyLatest(), f.latencyReset(),
			command.HelpSpec("LATENCY", "2.8.13", []string{
				"DOCTOR", "    Return what is known about slow events, and advice.",
				"GRAPH <event>", "    Draw the latest spikes of <event>.",
				"HISTOGRAM [<command> ...]", "    Return how long commands took, by default all that were used.",
				"HISTORY <event>", "    Return the Unix times and the milliseconds of the latest spikes of <event>.",
				"LATEST", "    Return for each event the latest spike and the highest.",
				"RESET [<event> ...]", "    Forget events, by default all, and return how many there were.",
			}),
		},
	}
}

// latencySub is what the subcommands of LATENCY have in common.
func latencySub(name, since, summary string, run command.Handler) command.Spec {
	return command.Spec{
		Name: name, Since: since, Complexity: "O(1)", Summary: summary,
		Flags:  command.Admin | command.NoScript | command.Loading | command.Stale,
		Tips:   []string{"nondeterministic_output", "request_policy:all_nodes", "response_policy:special"},
		Compat: command.Matches("7.2"),
		Run:    run,
	}
}

func (f *family) latencyHistory() command.Spec {
	spec := latencySub("HISTORY", "2.8.13", "Returns the latest spikes of an event.", func(c *command.Call) {
		h, _ := f.Engine.Latency.History(string(c.Args[2]))
		c.Out.Array(len(h.Spikes))
		for _, s := range h.Spikes {
			c.Out.Array(2)
			c.Out.Int(s.UnixSeconds)
			c.Out.Int(s.Millis)
		}
	})
	spec.Syntax = "event"
	return spec
}

func (f *family) latencyLatest() command.Spec {
	return latencySub("LATEST", "2.8.13", "Returns the latest spike of each event.", func(c *command.Call) {
		all := f.Engine.Latency.Histories()
		c.Out.Array(len(all))
		for _, h := range all {
			last := h.Spikes[len(h.Spikes)-1]
			c.Out.Array(4)
			c.Out.BulkString(string(h.Event))
			c.Out.Int(last.UnixSeconds)
			c.Out.Int(last.Millis)
			c.Out.Int(h.MaxMillis)
		}
	})
}

func (f *family) latencyReset() command.Spec {
	spec := latencySub("RESET", "2.8.13", "Forgets the spikes of events.", func(c *command.Call) {
		names := make([]string, len(c.Args)-2)
		for i, name := range c.Args[2:] {
			names[i] = string(name)
		}
		c.Out.Int(int64(f.Engine.Latency.Reset(names...)))
	})
	spec.Syntax = "[event [event ...]]"
	spec.Tips = []string{"request_policy:all_nodes", "response_policy:all_succeeded"}
	return spec
}

func (f *family) latencyGraph() command.Spec {
	spec := latencySub("GRAPH", "2.8.13", "Draws the latest spikes of an event.", func(c *command.Call) {
		h, found := f.Engine.Latency.History(string(c.Args[2]))
		if !found {
			c.Fail(errors.New("ERR No samples available for event '" + command.Text(c.Args[2], 128) + "'"))
			return
		}
		c.Out.Verbatim("txt", latency.Graph(h, c.Tx.Now()/1000))
	})
	spec.Syntax = "event"
	spec.Compat = command.Partial("the drawing is Holdfast's own")
	return spec
}

func latencyHistogram() command.Spec {
	spec := latencySub("HISTOGRAM", "7.0.0", "Returns how long commands took.", func(c *command.Call) {
		found := used(c.Table)
		if len(c.Args) > 2 {
			found = usedOf(c.Table, c.Args[2:])
		}
		c.Out.Map(len(found))
		for _, s := range found {
			c.Out.BulkString(s.FullName())
			writeHistogram(c.Out, s.Tally().Latencies())
		}
	})
	spec.Complexity = "O(N) where N is the number of commands with latency information"
	spec.Syntax = "[command [command ...]]"
	return spec
}

// used finds the commands of which latencies are known.
func used(t *command.Table) (found []*command.Spec) {
	t.EachUsed(func(s *command.Spec, _ command.Counts) {
		if s.Tally().Latencies() != nil {
			found = append(found, s)
		}
	})
	return found
}

// usedOf is used among the named commands and their subcommands. Names that are unknown are passed over.
func usedOf(t *command.Table, names [][]byte) (found []*command.Spec) {
	for _, s := range named(t, names) {
		if s.Tally().Latencies() != nil {
			found = append(found, s)
		}
		for i := range s.Subcommands {
			if sub := &s.Subcommands[i]; sub.Tally().Latencies() != nil {
				found = append(found, sub)
			}
		}
	}
	return found
}

func writeHistogram(out *resp.Writer, h *latency.Histogram) {
	var points []int64
	h.Cumulative(func(limitMicros, count int64) { points = append(points, limitMicros, count) })
	out.Map(2)
	out.BulkString("calls")
	out.Int(h.Count())
	out.BulkString("histogram_usec")
	out.Map(len(points) / 2)
	for _, n := range points {
		out.Int(n)
	}
}
