package script

import (
	"errors"
	"strings"
)

// functionChunk is what errors call a library.
const functionChunk = "user_function"

// Engine is the only language of libraries, as FUNCTION LIST names it.
const Engine = "LUA"

// Library is functions that were loaded together.
type Library struct {
	Name      string
	Code      string // with the first line, which names it
	Functions []*Function

	proto *Proto
}

// Function is a function of a library.
type Function struct {
	Library        *Library
	Name           string
	Description    string
	HasDescription bool
	Flags          Flags
}

var (
	errNoMetadata   = errors.New("ERR Missing library metadata")
	errBadMetadata  = errors.New("ERR Invalid library metadata")
	errNoName       = errors.New("ERR Library name was not given")
	errManyNames    = errors.New("ERR Invalid metadata value, name argument was given multiple times")
	errBadName      = errors.New("ERR Library names can only contain letters, numbers, or underscores(_) and must be at least one character long")
	errNoFunctions  = errors.New("ERR No functions registered")
	errNotInLoading = errors.New("ERR redis.register_function can only be called on FUNCTION LOAD command")
)

// ErrLoadTimeout is for Host.Tick to end the loading of a library that takes too long.
var ErrLoadTimeout = errors.New("FUNCTION LOAD timeout")

// ParseLibrary reads a library's first line and compiles the rest. The error is the reply.
func ParseLibrary(code string) (*Library, error) {
	if !strings.HasPrefix(code, shebang) {
		return nil, errNoMetadata
	}
	end := strings.IndexByte(code, '\n')
	if end < 0 {
		return nil, errBadMetadata
	}
	words, ok := splitQuoted(code[len(shebang):end])
	if !ok {
		return nil, errBadMetadata
	}
	engine := ""
	if len(words) > 0 && code[len(shebang)] != ' ' {
		engine, words = words[0], words[1:]
	}
	name, err := libraryName(words)
	if err != nil {
		return nil, err
	}
	if !strings.EqualFold(engine, Engine) {
		return nil, errors.New("ERR Engine '" + engine + "' not found")
	}
	proto, err := compile(code[end:], functionChunk)
	if err != nil {
		return nil, errors.New("ERR Error compiling function: " + err.Error())
	}
	return &Library{Name: name, Code: code, proto: proto}, nil
}

// libraryName reads the words of a first line behind the engine.
func libraryName(words []string) (name string, err error) {
	found := false
	for _, word := range words {
		value, ok := cutPrefixFold(word, "name=")
		switch {
		case !ok:
			return "", errors.New("ERR Invalid metadata value given: " + word)
		case found:
			return "", errManyNames
		}
		name, found = value, true
	}
	if !found {
		return "", errNoName
	}
	if !isName(name) {
		return "", errBadName
	}
	return name, nil
}

func cutPrefixFold(s, prefix string) (after string, found bool) {
	if len(s) < len(prefix) || !strings.EqualFold(s[:len(prefix)], prefix) {
		return "", false
	}
	return s[len(prefix):], true
}

// isName reports whether a library or a function may be called so.
func isName(name string) bool {
	for _, c := range []byte(name) {
		isLetter := c >= 'a' && c <= 'z' || c >= 'A' && c <= 'Z'
		if !isLetter && !(c >= '0' && c <= '9') && c != '_' {
			return false
		}
	}
	return name != ""
}

// splitQuoted splits a line into words, of which parts may be in quotes.
func splitQuoted(line string) (words []string, ok bool) {
	var word strings.Builder
	var quote byte
	inWord := false
	for _, c := range []byte(line) {
		switch {
		case quote != 0:
			if c == quote {
				quote = 0
			} else {
				word.WriteByte(c)
			}
		case c == '"' || c == '\'':
			quote, inWord = c, true
		case c == ' ' || c == '\t' || c == '\r':
			if inWord {
				words = append(words, word.String())
				word.Reset()
				inWord = false
			}
		default:
			word.WriteByte(c)
			inWord = true
		}
	}
	if inWord {
		words = append(words, word.String())
	}
	return words, quote == 0
}
