package config

import (
	"cmp"
	"errors"
	"fmt"
	"io"
	"slices"
	"strings"

	"github.com/cockroachdb/pebble/v2/vfs"
)

// Load reads settings as redis-server does: a first argument that is no option
// is the name of a file, a lone - as the first, the second or the last one is
// the standard input, and --name value... sets one setting, with the values up
// to the next argument that begins with --. Later ones win: options over the
// standard input, and that over the file.
//
// Errors in a line or an option are a *LineError. After an error some settings
// may have been set. Load is for the start: it changes immutable settings too,
// and runs no hooks.
func (c *Config) Load(fs vfs.FS, stdin io.Reader, args []string) error {
	c.mu.Lock()
	defer c.mu.Unlock()
	l := loader{c: c, fs: fs}
	if len(args) > 0 && !strings.HasPrefix(args[0], "-") {
		c.file, args = args[0], args[1:]
		if err := l.readFile(c.file); err != nil {
			return err
		}
	}
	args, fromStdin := cutStdin(args)
	if fromStdin {
		if err := l.read("standard input", stdin); err != nil {
			return err
		}
	}
	return l.options(args)
}

// cutStdin removes the - that stands for the standard input.
func cutStdin(args []string) (rest []string, found bool) {
	if n := len(args); n > 0 && args[0] == "-" {
		return args[1:], true
	} else if n > 0 && args[n-1] == "-" {
		return args[:n-1], true
	}
	return args, false
}

// loader reads settings into c.
type loader struct {
	c     *Config
	fs    vfs.FS
	depth int
}

// options reads arguments. The name and its values may also be one argument,
// as in "--save 60 1", which is how some have to write it in a container file.
func (l *loader) options(args []string) error {
	for len(args) > 0 {
		if !strings.HasPrefix(args[0], "--") {
			return &LineError{Source: "command line", Text: args[0],
				Err: errors.New("expected an option, as in: --port 6379")}
		}
		end := 1
		for end < len(args) && !strings.HasPrefix(args[end], "--") {
			end++
		}
		words, err := splitWords(args[0][2:])
		words = append(words, args[1:end]...)
		if err == nil {
			err = l.apply(words)
		}
		if err != nil {
			return &LineError{Source: "command line", Text: l.c.masked("--" + joinWords(words)), Err: err}
		}
		args = args[end:]
	}
	return nil
}

func joinWords(words []string) string {
	var line []byte
	for i, word := range words {
		if i > 0 {
			line = append(line, ' ')
		}
		line = appendWord(line, word)
	}
	return string(line)
}

func (l *loader) readFile(name string) error {
	f, err := l.fs.Open(name)
	if err != nil {
		return fmt.Errorf("cannot open the configuration file: %w", err)
	}
	return cmp.Or(l.read(name, f), f.Close())
}

func (l *loader) read(source string, from io.Reader) error {
	file, err := io.ReadAll(from)
	if err != nil {
		return fmt.Errorf("cannot read the configuration from %s: %w", source, err)
	}
	return l.lines(source, strings.Split(string(file), "\n"))
}

func (l *loader) lines(source string, lines []string) error {
	for i, line := range lines {
		words, err := splitLine(line)
		if err == nil && len(words) > 0 {
			err = l.apply(words)
		}
		var inner *LineError
		if errors.As(err, &inner) {
			return err // of an included file, and says where
		}
		if err != nil {
			return &LineError{Source: source, Line: i + 1, Text: l.c.masked(strings.TrimSpace(line)), Err: err}
		}
	}
	return nil
}

// splitLine returns the words of a line; a comment has none.
func splitLine(line string) ([]string, error) {
	line = trimBlanks(line)
	if strings.HasPrefix(line, "#") {
		return nil, nil
	}
	return splitWords(line)
}

// masked hides the values on a line, with or without dashes, whose name is that
// of a secret or nearly so: the line may be shown because the name is misspelt.
func (c *Config) masked(line string) string {
	name := strings.TrimLeft(line, "-\"' \t")
	if end := strings.IndexAny(name, "=:\"' \t"); end >= 0 {
		name = name[:end]
	}
	s := c.lookup(name)
	if s == nil {
		s = c.nearest(name)
	}
	if s != nil && s.sensitive {
		return name + " (hidden)"
	}
	return line
}

// apply follows one line or option.
func (l *loader) apply(words []string) error {
	if len(words) == 0 {
		return errors.New("expected the name of a setting, as in: --port 6379")
	}
	name, args := strings.ToLower(words[0]), words[1:]
	if name == "include" {
		return l.include(args)
	}
	s := l.c.byName[name]
	if s == nil && isForeign(name) {
		l.c.ignored = append(l.c.ignored, name)
		return nil
	}
	if s == nil {
		return l.c.unknown(name)
	}
	store, err := s.value.parse(args)
	if errors.Is(err, ErrArity) {
		return arityError(s, args)
	}
	if err != nil {
		return err
	}
	store()
	return nil
}

// arityError shows how the line should look.
func arityError(s *setting, args []string) error {
	if slices.ContainsFunc(args, func(arg string) bool { return strings.HasPrefix(arg, "#") }) {
		return fmt.Errorf("%w; a comment must stand on a line of its own", ErrArity)
	}
	return fmt.Errorf("%w, expected as in: %s %s", ErrArity, s.name, s.preset)
}
