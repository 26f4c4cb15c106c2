package server

import (
	"fmt"
	"slices"
	"strconv"
	"strings"

	"github.com/holdfast-db/holdfast/internal/command"
	"github.com/holdfast-db/holdfast/internal/engine"
)

func (f *family) infoSpec() command.Spec {
	return command.Spec{
		Name: "INFO", Group: "server", Since: "1.0.0", Complexity: "O(1)",
		Summary: "Tells how the server is doing.",
		// Roams: the estimate of the average TTL looks at every shard.
		Flags:  command.Loading | command.Stale | command.Dangerous | command.Roams,
		Syntax: "[section [section ...]]",
		Tips:   []string{"nondeterministic_output", "request_policy:all_shards", "response_policy:special"},
		Compat: command.Partial("without the fields on what Holdfast does not have"),
		Run:    f.info,
	}
}

// section is one part of INFO.
type section struct {
	title string
	write func(*report)
	// isExtra leaves the section out unless it or all are asked for.
	isExtra bool
}

// sections are in Redis's order.
func (f *family) sections() []section {
	return []section{
		{title: "Server", write: f.infoServer},
		{title: "Clients", write: f.infoClients},
		{title: "Memory", write: f.infoMemory},
		{title: "Persistence", write: f.infoPersistence},
		{title: "Stats", write: f.infoStats},
		{title: "Replication", write: f.infoReplication},
		{title: "CPU", write: infoCPU},
		{title: "Modules", write: func(*report) {}},
		{title: "Commandstats", write: infoCommands, isExtra: true},
		{title: "Errorstats", write: f.infoErrors},
		{title: "Latencystats", write: f.infoLatencies, isExtra: true},
		{title: "Cluster", write: func(r *report) { r.number("cluster_enabled", 0) }},
		{title: "Keyspace", write: f.infoKeyspace},
	}
}

func (f *family) info(c *command.Call) {
	wanted := make([]string, len(c.Args)-1)
	for i, arg := range c.Args[1:] {
		wanted[i] = strings.ToLower(string(arg))
	}
	everything := slices.Contains(wanted, "all") || slices.Contains(wanted, "everything")
	usual := len(wanted) == 0 || slices.Contains(wanted, "default")
	r := report{tx: c.Tx, table: c.Table}
	r.Grow(usualInfoBytes)
	for _, s := range f.sections() {
		if everything || usual && !s.isExtra || slices.Contains(wanted, strings.ToLower(s.title)) {
			r.title(s.title)
			s.write(&r)
		}
	}
	c.Out.Verbatim("txt", r.String())
}

// usualInfoBytes is about how long INFO without sections is.
const usualInfoBytes = 8 << 10

// report is the text of INFO, and what it is about.
type report struct {
	strings.Builder
	tx    *engine.Txn
	table *command.Table
}

func (r *report) title(name string) {
	if r.Len() > 0 {
		r.WriteString("\r\n")
	}
	r.write("# ", name, "\r\n")
}

// write takes all texts one after the other, so that no line has to be joined first.
func (r *report) write(texts ...string) {
	for _, text := range texts {
		r.WriteString(text)
	}
}

func (r *report) text(field, value string) { r.write(field, ":", value, "\r\n") }

func (r *report) number(field string, value int64) {
	var digits [command.MaxIntDigits]byte
	r.write(field, ":")
	r.Write(strconv.AppendInt(digits[:0], value, 10))
	r.write("\r\n")
}

// zeros writes fields on what never happens here, for those who read them without asking.
func (r *report) zeros(fields ...string) {
	for _, field := range fields {
		r.number(field, 0)
	}
}

func (r *report) flag(field string, on bool) {
	if on {
		r.number(field, 1)
		return
	}
	r.number(field, 0)
}

func (r *report) decimal(field string, value float64, digits int) {
	r.text(field, strconv.FormatFloat(value, 'f', digits, 64))
}

// bytes writes a size twice: exactly, and for people.
func (r *report) bytes(field string, n int64) {
	r.number(field, n)
	r.write(field, "_human:", human(n), "\r\n")
}

func (r *report) percent(field string, value float64) {
	r.text(field, fmt.Sprintf("%.2f%%", 100*value))
}

// human prints a size in the unit that suits it.
func human(n int64) string {
	const units = "BKMGTP"
	value, unit := float64(n), 0
	for value >= 1024 && unit < len(units)-1 {
		value /= 1024
		unit++
	}
	if unit == 0 {
		return strconv.FormatInt(n, 10) + "B"
	}
	return fmt.Sprintf("%.2f%c", value, units[unit])
}
