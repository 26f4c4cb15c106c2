package transcript

import (
	"fmt"
	"regexp"
	"slices"
	"strings"
)

// matches reports whether the lines that came satisfy those in the file.
func (s *Step) matches(want, got []string) bool {
	switch {
	case s.match:
		return slices.EqualFunc(want, got, matchesPattern)
	case s.order != ordered:
		return slices.Equal(canonical(want, s.order), canonical(got, s.order))
	default:
		return slices.Equal(want, got)
	}
}

func matchesPattern(want, got string) bool {
	re, err := pattern(want)
	return err == nil && re.MatchString(got)
}

// pattern compiles a line of a reply under "@ match".
func pattern(line string) (*regexp.Regexp, error) {
	expr := strings.ReplaceAll(regexp.QuoteMeta(line), `\*`, ".*")
	if n := len(line); n > 1 && line[0] == '/' && line[n-1] == '/' {
		expr = line[1 : n-1]
	}
	re, err := regexp.Compile("^(?:" + expr + ")$")
	if err != nil {
		return nil, fmt.Errorf("the pattern %s: %w", line, err)
	}
	return re, nil
}

// header begins an element: its number, right-aligned in the width of the
// largest, and the sign of the collection.
var header = regexp.MustCompile(`^ *\d+[)#~] `)

// canonical is the same for all replies that differ in the order of their
// elements only. A reply that is not a collection is its own.
func canonical(lines []string, how order) []string {
	elements := split(lines)
	if elements == nil {
		return lines
	}
	sign := signOf(lines[0])
	size := 1
	if how == unorderedPairs && sign != '#' { // an element of a map is a pair
		size = 2
	}
	var groups []string
	for chunk := range slices.Chunk(elements, size) {
		var group []string
		for _, element := range chunk {
			if how == unorderedDeep {
				element = canonical(element, how)
			}
			group = append(group, element...)
		}
		groups = append(groups, strings.Join(group, "\n"))
	}
	slices.Sort(groups)
	// An array is not a set, in whatever order.
	return append(groups, string(sign))
}

// signOf tells which kind of collection the header in a line belongs to.
func signOf(line string) byte {
	head := header.FindString(line)
	return head[len(head)-2]
}

// split undoes the printing of a collection: it gives the lines of each element
// without number and indentation, or nil when the lines are not a collection.
func split(lines []string) [][]string {
	if len(lines) == 0 {
		return nil
	}
	width := len(header.FindString(lines[0]))
	if width == 0 {
		return nil
	}
	var elements [][]string
	for _, line := range lines {
		if len(line) < width {
			return nil
		}
		head, rest := line[:width], line[width:]
		switch {
		case header.MatchString(head):
			elements = append(elements, []string{rest})
		case strings.TrimSpace(head) == "" && len(elements) > 0:
			last := &elements[len(elements)-1]
			*last = append(*last, rest)
		default:
			return nil
		}
	}
	return elements
}
