package config

import (
	"fmt"
	"path/filepath"
	"slices"
	"strings"
)

// maxIncludes is how deep files may include each other; a file that includes
// itself ends here.
const maxIncludes = 16

// include reads other files. Their names may have wildcards in the last part,
// and need not match anything then. As in Redis, a relative name starts at the
// working directory, not at the file that it stands in.
func (l *loader) include(args []string) error {
	pattern, err := one(args)
	if err != nil {
		return fmt.Errorf("%w, expected as in: include other.conf", ErrArity)
	}
	if l.depth == maxIncludes {
		return fmt.Errorf("files include each other more than %d deep", maxIncludes)
	}
	names, err := l.matching(pattern)
	if err != nil {
		return err
	}
	l.depth++
	defer func() { l.depth-- }()
	for _, name := range names {
		if err := l.readFile(name); err != nil {
			return err
		}
	}
	return nil
}

// matching returns the files that a pattern names, in the order of names.
func (l *loader) matching(pattern string) ([]string, error) {
	if !strings.ContainsAny(pattern, "*?[") {
		return []string{pattern}, nil
	}
	dir, base := l.fs.PathDir(pattern), l.fs.PathBase(pattern)
	entries, err := l.fs.List(dir)
	if err != nil {
		return nil, fmt.Errorf("cannot list the files to include: %w", err)
	}
	slices.Sort(entries)
	var names []string
	for _, entry := range entries {
		ok, err := filepath.Match(base, entry)
		if err != nil {
			return nil, fmt.Errorf("bad pattern of files to include: %w", err)
		}
		if ok {
			names = append(names, l.fs.PathJoin(dir, entry))
		}
	}
	return names, nil
}
