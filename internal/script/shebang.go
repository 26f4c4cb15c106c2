package script

import (
	"errors"
	"strings"
)

// shebang begins a first line that says what the rest is.
const shebang = "#!"

// splitShebang parts a script's first line, without its mark, from the rest, which keeps the line break so that lines
// are still counted from the top.
func splitShebang(source string) (words []string, body string, err error) {
	end := strings.IndexByte(source, '\n')
	if end < 0 {
		return nil, "", errors.New("ERR Invalid script shebang")
	}
	return strings.Fields(source[len(shebang):end]), source[end:], nil
}

// parseShebang reads the flags of a script that is not in a library.
func parseShebang(words []string) (flags Flags, err error) {
	if len(words) == 0 || words[0] != "lua" {
		engine := shebang
		if len(words) > 0 {
			engine += words[0]
		}
		return 0, errors.New("ERR Unexpected engine in script shebang: " + engine)
	}
	for _, word := range words[1:] {
		list, ok := strings.CutPrefix(word, "flags=")
		if !ok {
			return 0, errors.New("ERR Unknown lua shebang option: " + word)
		}
		for name := range strings.SplitSeq(list, ",") {
			if name == "" {
				continue
			}
			f, ok := parseFlag(name)
			if !ok {
				return 0, errors.New("ERR Unexpected flag in script shebang: " + name)
			}
			flags |= f
		}
	}
	return flags, nil
}
