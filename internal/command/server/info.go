package server

import (
	"fmt"
	"slices"
	"strconv"
	"strings"

	"github.com/holdfast-db/holdfast/internal/command"
)

func (f *family) infoSpec() command.Spec {
	return command.Spec{
		Name: "INFO", Group: "server", Since: "1.0.0", Complexity: "O(1)",
		Summary: "Tells how the server is doing.",
		Flags:   command.Loading | command.Stale | command.Dangerous,
		Syntax:  "[section [section ...]]",
		Tips:    []string{"nondeterministic_output", "request_policy:all_shards", "response_policy:special"},
		Compat:  command.Partial("without the fields on what Holdfast does not have"),
		Run:     f.info,
	}
}

// section is one part of INFO.
type section struct {
	title string
	write func(*report)
}

// sections are in Redis's order.
func (f *family) sections() []section {
	return []section{
		{"Server", f.infoServer},
		{"Clients", f.infoClients},
		{"Memory", f.infoMemory},
		{"Persistence", f.infoPersistence},
		{"Stats", f.infoStats},
		{"Replication", f.infoReplication},
		{"CPU", infoCPU},
		{"Cluster", func(r *report) { r.number("cluster_enabled", 0) }},
		{"Keyspace", f.infoKeyspace},
	}
}

func (f *family) info(c *command.Call) {
	wanted := make([]string, len(c.Args)-1)
	for i, arg := range c.Args[1:] {
		wanted[i] = strings.ToLower(string(arg))
	}
	all := len(wanted) == 0 || slices.ContainsFunc(wanted, isAll)
	var r report
	for _, s := range f.sections() {
		if all || slices.Contains(wanted, strings.ToLower(s.title)) {
			r.title(s.title)
			s.write(&r)
		}
	}
	c.Out.Verbatim("txt", r.String())
}

// isAll knows the names for all sections; every section is among the default ones.
func isAll(name string) bool { return name == "all" || name == "default" || name == "everything" }

// report is the text of INFO.
type report struct{ strings.Builder }

func (r *report) title(name string) {
	if r.Len() > 0 {
		r.WriteString("\r\n")
	}
	r.WriteString("# " + name + "\r\n")
}

func (r *report) text(field, value string) { r.WriteString(field + ":" + value + "\r\n") }

func (r *report) number(field string, value int64) { r.text(field, strconv.FormatInt(value, 10)) }

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
	r.text(field+"_human", human(n))
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
