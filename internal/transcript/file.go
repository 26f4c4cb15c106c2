package transcript

import (
	"os"
	"slices"
	"time"

	"github.com/holdfast-db/holdfast/internal/redistest"
)

// File is a parsed transcript. It keeps the lines it was read from, so that
// replies can be replaced and all else stay as the writer typed it.
type File struct {
	Path  string
	Cases []Case
	lines []string
}

// Case is a sequence of steps that begins with an empty server.
type Case struct {
	Name  string
	Steps []Step
	scope
}

// scope is what a directive says about a whole case.
type scope struct {
	protocol  int // the only one to run it in, or 0
	debug     bool
	noMulti   bool
	noRestart bool
	noCold    bool
}

// Step is one command with its reply, or with no Args the wait for one more
// reply.
type Step struct {
	Line int
	Args []string
	Conn string
	text string // the line as it stands in the file
	section
	once
	want  reply
	want3 reply // the alternative for RESP3
}

// section is what a directive says about all commands that follow.
type section struct {
	since redistest.Version
	ours  bool
}

// once is what a directive says about the next command.
type once struct {
	order   order
	match   bool
	poll    bool
	block   bool
	advance time.Duration
}

// order says how much of the order of elements counts.
type order uint8

const (
	ordered order = iota
	unordered
	unorderedPairs
	unorderedDeep
)

// reply is the expected text, and where it stands: the lines [from,to) of the
// file, counted from 0.
type reply struct {
	lines    []string
	from, to int
}

// openAt makes r the still empty reply whose first line would be the given one.
func (r *reply) openAt(line int) *reply {
	r.from, r.to = line, line
	return r
}

// stated reports whether the file has a place for the reply. No reply can stand
// in line 0, because a command or a "resp3>" goes before it.
func (r reply) stated() bool { return r.from > 0 }

// edit replaces the lines [from,to) of a file.
type edit struct {
	from, to int
	lines    []string
}

// rewrite writes the file back with the edits made.
func (f *File) rewrite(edits []edit) error {
	// From the bottom up, so that the numbers of the lines above stay valid.
	slices.SortStableFunc(edits, func(a, b edit) int { return b.from - a.from })
	lines := slices.Clone(f.lines)
	for _, e := range edits {
		lines = slices.Replace(lines, e.from, e.to, e.lines...)
	}
	var text []byte
	for _, line := range lines {
		text = append(append(text, line...), '\n')
	}
	return os.WriteFile(f.Path, text, 0o644)
}
