package transcript

import (
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"strings"

	"github.com/holdfast-db/holdfast/internal/resp"
)

// firstConn is the connection that a case begins with.
const firstConn = "a"

// Parse reads a transcript. Errors name the file and the line.
func Parse(path string) (File, error) {
	text, err := os.ReadFile(path)
	if err != nil {
		return File{}, err
	}
	p := parser{file: File{Path: path, lines: splitLines(string(text))}, conn: firstConn}
	for i, line := range p.file.lines {
		p.at = i
		if err := p.line(strings.TrimRight(line, " \t")); err != nil {
			return File{}, fmt.Errorf("%s:%d: %w", path, i+1, err)
		}
	}
	if err := p.endCase(); err != nil {
		return File{}, fmt.Errorf("%s:%d: %w", path, len(p.file.lines), err)
	}
	return p.file, nil
}

// splitLines accepts the line ends of every editor.
func splitLines(text string) []string {
	text = strings.TrimSuffix(strings.ReplaceAll(text, "\r\n", "\n"), "\n")
	return strings.Split(text, "\n")
}

// parser holds what the lines read so far mean for the next one.
type parser struct {
	file File
	at   int // the current line, from 0

	wide        scope // what was said above the first case
	wideSection section

	section section // what was said for the following commands
	conn    string
	once    once
	pending string // the last directive that still waits for its command

	step *Step  // the last one read
	open *reply // what lines of text belong to; nil between replies
}

func (p *parser) line(line string) error {
	switch {
	case strings.HasPrefix(line, "## "):
		return p.beginCase(strings.TrimSpace(line[3:]))
	case line == "" || line[0] == '#':
		p.open = nil
		return nil
	case line[0] == '@':
		p.open = nil
		return p.directive(strings.Fields(line[1:]))
	case line[0] == '>':
		return p.command(line[1:])
	case line == "<":
		return p.beginStep(nil)
	case line == "resp3>":
		return p.beginAlternative()
	case p.open == nil:
		return fmt.Errorf("%q is neither a command nor the reply to one", line)
	default:
		p.open.lines = append(p.open.lines, line)
		p.open.to = p.at + 1
		return nil
	}
}

func (p *parser) beginCase(name string) error {
	if err := p.endCase(); err != nil {
		return err
	}
	p.conn = firstConn
	p.addCase(name)
	return nil
}

func (p *parser) addCase(name string) {
	if len(p.file.Cases) == 0 {
		p.wideSection = p.section
	}
	p.section = p.wideSection
	p.file.Cases = append(p.file.Cases, Case{Name: name, scope: p.wide})
}

func (p *parser) endCase() error {
	if p.pending != "" {
		return fmt.Errorf("no command follows @ %s", p.pending)
	}
	return p.endStep()
}

// scope is what a directive for whole cases acts on.
func (p *parser) scope() *scope {
	if n := len(p.file.Cases); n > 0 {
		return &p.file.Cases[n-1].scope
	}
	return &p.wide
}

// command splits the line with the server's own parser of inline commands,
// which has the same rules as redis-cli.
func (p *parser) command(line string) error {
	line = strings.TrimLeft(line, " ")
	if strings.HasPrefix(line, "*") {
		return errors.New("a command cannot begin with '*'")
	}
	views, _, err := resp.NewParser(resp.Limits{}).Next([]byte(line + "\n"))
	if err != nil {
		return err
	}
	if len(views) == 0 {
		return errors.New("no command after '>'")
	}
	args := make([]string, len(views))
	for i, view := range views {
		args[i] = string(view)
	}
	return p.beginStep(args)
}

func (p *parser) beginStep(args []string) error {
	if err := p.endStep(); err != nil {
		return err
	}
	if len(p.file.Cases) == 0 {
		p.addCase(strings.TrimSuffix(filepath.Base(p.file.Path), filepath.Ext(p.file.Path)))
	}
	p.step = &Step{
		Line: p.at + 1, Args: args, Conn: p.conn, text: p.file.lines[p.at],
		section: p.section, once: p.once,
	}
	p.once, p.pending = once{}, ""
	if !p.step.block {
		p.open = p.step.want.openAt(p.at + 1)
	}
	return nil
}

func (p *parser) beginAlternative() error {
	switch {
	case p.step == nil || p.step.block:
		return errors.New("resp3> follows no reply")
	case p.step.want3.stated():
		return errors.New("the reply has a second resp3>")
	}
	p.open = p.step.want3.openAt(p.at + 1)
	return nil
}

// endStep checks the last step and puts it into its case.
func (p *parser) endStep() error {
	step := p.step
	p.step, p.open = nil, nil
	if step == nil {
		return nil
	}
	if err := step.check(); err != nil {
		return fmt.Errorf("the command of line %d: %w", step.Line, err)
	}
	c := &p.file.Cases[len(p.file.Cases)-1]
	c.Steps = append(c.Steps, *step)
	return nil
}

func (s *Step) check() error {
	switch {
	case s.match && s.order != ordered:
		return errors.New("@ match and @ unordered exclude each other")
	case s.block && (s.match || s.poll || s.order != ordered):
		return errors.New("a command under @ block has no reply to compare; it comes with a later <")
	case s.Args == nil && (s.poll || s.block):
		return errors.New("< cannot be repeated or blocked")
	case s.poll && len(s.want.lines) == 0:
		return errors.New("@ poll needs the reply to wait for")
	case !s.match:
		return nil
	}
	for _, line := range append(s.want.lines, s.want3.lines...) {
		if _, err := pattern(line); err != nil {
			return err
		}
	}
	return nil
}
