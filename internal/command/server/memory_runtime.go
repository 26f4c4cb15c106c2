package server

import (
	"fmt"
	"runtime/debug"
	"runtime/metrics"
	"strings"

	"github.com/holdfast-db/holdfast/internal/command"
)

const littleBytes = 5 << 20 // less than this is not worth an opinion

func (f *family) memoryDoctor() command.Spec {
	return command.Spec{
		Name: "DOCTOR", Since: "4.0.0", Complexity: "O(1)",
		Summary: "Gives advice on memory.",
		Tips:    []string{"nondeterministic_output", "request_policy:all_shards", "response_policy:special"},
		Compat:  command.Partial("the findings are Holdfast's own"),
		Run:     func(c *command.Call) { c.Out.Verbatim("txt", f.adviseOnMemory(f.readUsage())) },
	}
}

func (f *family) adviseOnMemory(u usage) string {
	if u.data < littleBytes {
		return "There is too little data to say anything about its memory.\n"
	}
	var b strings.Builder
	if limit := f.Config.MaxMemoryBytes.Load(); limit > 0 && u.data > limit-limit/10 {
		fmt.Fprintf(&b, "Keys and values take %s of maxmemory %s: writes are refused when that is full.\n", human(u.data), human(limit))
	}
	if u.peak > u.used+u.used/2 {
		fmt.Fprintf(&b, "At the peak %s were used, now %s; MEMORY PURGE gives back what is left over.\n", human(u.peak), human(u.used))
	}
	if u.rss > u.used+u.used/2 {
		fmt.Fprintf(&b, "The process occupies %s for %s that are used: deletions have left holes that new data will fill.\n",
			human(u.rss), human(u.used))
	}
	if u.clients > u.data {
		fmt.Fprintf(&b, "The buffers of clients take %s, more than the data: CLIENT LIST shows whose (qbuf, obl).\n", human(u.clients))
	}
	if b.Len() == 0 {
		return "There is nothing to complain of.\n"
	}
	return b.String()
}

func memoryMallocStats() command.Spec {
	return command.Spec{
		Name: "MALLOC-STATS", Since: "4.0.0", Complexity: "O(1)",
		Summary: "Tells how the Go runtime's allocator is doing.",
		Tips:    []string{"nondeterministic_output", "request_policy:all_shards", "response_policy:special"},
		Compat:  command.Partial("the statistics are those of the Go runtime; keys and values lie outside its heap"),
		Run:     func(c *command.Call) { c.Out.Verbatim("txt", runtimeStats()) },
	}
}

// runtimeStats lists what the runtime tells about memory and the collector in single numbers.
func runtimeStats() string {
	var samples []metrics.Sample
	for _, d := range metrics.All() {
		isOurs := strings.HasPrefix(d.Name, "/memory/") || strings.HasPrefix(d.Name, "/gc/")
		if isOurs && d.Kind == metrics.KindUint64 {
			samples = append(samples, metrics.Sample{Name: d.Name})
		}
	}
	metrics.Read(samples)
	var b strings.Builder
	for _, s := range samples {
		fmt.Fprintf(&b, "%s %d\n", s.Name, s.Value.Uint64())
	}
	return b.String()
}

func memoryPurge() command.Spec {
	return command.Spec{
		Name: "PURGE", Since: "4.0.0", Complexity: "Depends on how much memory is allocated, could be slow",
		Summary: "Gives memory that is not used back to the system.",
		Tips:    []string{"request_policy:all_shards", "response_policy:all_succeeded"},
		Compat:  command.Partial("collects the Go heap; pages of deleted data go back by themselves"),
		Run: func(c *command.Call) {
			debug.FreeOSMemory()
			c.Out.OK()
		},
	}
}
