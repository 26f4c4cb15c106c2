package holdfast

import (
	"bytes"
	"flag"
	"fmt"
	"maps"
	"os"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"testing"

	"github.com/holdfast-db/holdfast/internal/command"
)

const (
	commandsDir     = "docs/commands"
	conformanceFile = "docs/conformance.md"
	redisCommands   = "docs/commands/redis-7.2.txt"

	generated = "<!-- Generated from the command table: go test . -run TestDocs -update -->\n"
)

// TestDocs proves that the pages about commands say what the command table says. With -update it writes them.
func TestDocs(t *testing.T) {
	table := newTranscriptTarget(t).in.Table()
	pages := commandPages(table)
	pages[conformanceFile] = conformancePage(t, table)
	update := flag.Lookup("update").Value.String() == "true" // the flag is that of the transcripts
	for file, want := range pages {
		if update {
			if err := os.WriteFile(file, want, 0o644); err != nil {
				t.Fatal(err)
			}
		}
		got, err := os.ReadFile(file)
		if err != nil || !bytes.Equal(bytes.ReplaceAll(got, []byte("\r\n"), []byte("\n")), want) {
			t.Errorf("%s is not what the command table says (%v); run: go test . -run TestDocs -update", file, err)
		}
	}
	checkStalePages(t, pages)
}

// checkStalePages finds the pages of groups that are no more.
func checkStalePages(t *testing.T, pages map[string][]byte) {
	t.Helper()
	files, err := filepath.Glob(commandsDir + "/*.md")
	if err != nil {
		t.Fatal(err)
	}
	for _, file := range files {
		if pages[filepath.ToSlash(file)] == nil {
			t.Errorf("%s describes no group of commands; remove it", file)
		}
	}
}

// commandPages is a page for every group of commands.
func commandPages(table *command.Table) map[string][]byte {
	pages := make(map[string][]byte)
	for _, spec := range table.All() {
		file := commandsDir + "/" + spec.Group + ".md"
		if pages[file] == nil {
			title := strings.ToUpper(spec.Group[:1]) + spec.Group[1:]
			pages[file] = fmt.Appendf(nil, "# %s commands\n\n%s", title, generated)
		}
		pages[file] = appendCommand(pages[file], spec)
	}
	return pages
}

// appendCommand describes a command and then its subcommands.
func appendCommand(page []byte, spec *command.Spec) []byte {
	if spec.Run != nil {
		page = fmt.Appendf(page, "\n## %s\n\n    %s\n\n%s\n\n",
			title(spec), strings.TrimSpace(title(spec)+" "+command.Usage(spec.Arguments())), spec.Summary)
		for _, fact := range facts(spec) {
			page = fmt.Appendf(page, "- %s\n", fact)
		}
	}
	for i := range spec.Subcommands {
		page = appendCommand(page, &spec.Subcommands[i])
	}
	return page
}

// title is a command's name as it is typed: "CLIENT LIST".
func title(spec *command.Spec) string {
	return strings.ToUpper(strings.ReplaceAll(spec.FullName(), "|", " "))
}

func facts(spec *command.Spec) []string {
	facts := []string{"Since Redis " + spec.Since, "Complexity: " + strings.TrimSuffix(spec.Complexity, ".")}
	if strings.HasPrefix(spec.Compat.String(), "Holdfast's own") {
		facts[0] = "Since Holdfast " + spec.Since
	}
	for _, rule := range spec.Keys {
		facts = append(facts, "Keys: "+describeKeys(rule))
	}
	if flags := spec.FlagNames(); len(flags) > 0 {
		facts = append(facts, "Flags: "+strings.Join(flags, ", "))
	}
	facts = append(facts, "ACL categories: @"+strings.Join(spec.CategoryNames(), ", @"))
	return append(facts, "Compatibility: "+spec.Compat.String())
}

// describeKeys says in words where keys are, and what is done to them.
func describeKeys(r command.KeyRule) string {
	where := "argument " + strconv.Itoa(r.From)
	if r.Keyword != "" {
		where = "the argument behind " + r.Keyword
	}
	switch {
	case r.IsCounted:
		where = "as many as " + where + " says, behind it"
	case r.Limit > 1:
		where = fmt.Sprintf("from %s on, the first of %d equal parts of the rest", where, r.Limit)
	case r.Last > 0:
		where += " to " + strconv.Itoa(r.From+r.Last)
	case r.Last < 0:
		where = "from " + where + " on"
	}
	if r.Step > 1 {
		where += fmt.Sprintf(", every %d", r.Step)
	}
	return where + " (" + strings.Join(r.Access.Names(), ", ") + ")"
}

// conformancePage compares the table with the commands of Redis, group by group.
func conformancePage(t *testing.T, table *command.Table) []byte {
	t.Helper()
	rows := make(map[string][]string) // by group
	counts := make(map[string]int)
	add := func(group, name, state string) {
		kind, _, _ := strings.Cut(state, ":")
		counts[kind]++
		name = strings.ToUpper(strings.ReplaceAll(name, "|", " "))
		rows[group] = append(rows[group], fmt.Sprintf("| %s | %s |\n", name, strings.ReplaceAll(state, "|", `\|`)))
	}
	ours := implemented(table)
	for _, line := range linesOf(t, redisCommands) {
		group, name, _ := strings.Cut(line, " ")
		state := "not yet"
		if spec := ours[name]; spec != nil {
			state = spec.Compat.String()
			delete(ours, name)
		}
		add(group, name, state)
	}
	for name, spec := range ours { // what Redis does not have
		add(spec.Group, name, spec.Compat.String())
	}
	page := fmt.Appendf(nil, "# Conformance\n\n%s\n%s\n", generated, conformanceIntro)
	for _, kind := range slices.Sorted(maps.Keys(counts)) {
		page = fmt.Appendf(page, "- %s: %d\n", kind, counts[kind])
	}
	for _, group := range slices.Sorted(maps.Keys(rows)) {
		slices.Sort(rows[group])
		page = fmt.Appendf(page, "\n## %s\n\n| command | state |\n|---|---|\n%s", group, strings.Join(rows[group], ""))
	}
	return page
}

const conformanceIntro = `All commands of Redis 7.2, and what Holdfast makes of them. A command "as Redis 7.2" gives the
same replies, errors included, to whatever it is asked; "partly" says what is missing or differs. A command that is
"not yet" there answers with Redis's unknown-command error. What differs on purpose is explained in
[differences](differences.md), and the commands themselves are described in [commands](commands).
`

// implemented is the commands that can be run, by full name.
func implemented(table *command.Table) map[string]*command.Spec {
	found := make(map[string]*command.Spec)
	for _, spec := range table.All() {
		if spec.Run != nil {
			found[spec.FullName()] = spec
		}
		for i := range spec.Subcommands {
			found[spec.Subcommands[i].FullName()] = &spec.Subcommands[i]
		}
	}
	return found
}

// linesOf is the lines of a file that are not comments.
func linesOf(t *testing.T, file string) []string {
	t.Helper()
	text, err := os.ReadFile(file)
	if err != nil {
		t.Fatal(err)
	}
	var lines []string
	for line := range strings.Lines(string(text)) {
		if line = strings.TrimSpace(line); line != "" && line[0] != '#' {
			lines = append(lines, line)
		}
	}
	return lines
}
