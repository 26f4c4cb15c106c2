package command

import (
	"slices"
	"strings"
	"unicode"
)

// Argument is one node of a command's grammar, in the shape in which COMMAND DOCS prints it.
type Argument struct {
	Name  string
	Type  string // string, integer, double, key, pattern, unix-time, pure-token, oneof, block
	Token string
	// Optional may be left out; Multiple may be repeated; MultipleToken repeats its token too.
	Optional, Multiple, MultipleToken bool
	Children                          []Argument
}

// nameElements reports whether some of the arguments are the names of elements.
func nameElements(args []Argument) bool {
	return slices.ContainsFunc(args, func(a Argument) bool {
		return a.Name == "field" || a.Name == "member" || a.Name == "member1" || nameElements(a.Children)
	})
}

// argumentTypes gives the type that an argument of this name has unless the grammar says otherwise ("name:type").
var argumentTypes = map[string]string{
	"key": "key", "newkey": "key", "source": "key", "destination": "key",
	"pattern": "pattern", "seconds": "integer", "milliseconds": "integer", "count": "integer",
	"unix-time-seconds": "unix-time", "unix-time-milliseconds": "unix-time",
	"integer": "integer", "increment": "integer", "decrement": "integer", "offset": "integer",
	"start": "integer", "stop": "integer", "end": "integer", "index": "integer", "cursor": "integer",
	"numkeys": "integer", "numfields": "integer", "timeout": "integer", "score": "double",
	"destination-db": "integer", "min": "string", "max": "string", "db": "integer",
}

// parseSyntax parses the notation of Redis's documentation. The grammar stands in the source, so an ill-formed
// one is our own bug and panics, when the table is built.
func parseSyntax(syntax string) []Argument {
	p := syntaxParser{words: splitSyntax(syntax)}
	args := p.sequence()
	if len(p.words) != 0 {
		panic("command: unbalanced grammar: " + syntax)
	}
	return args
}

// splitSyntax cuts the grammar into words and brackets.
func splitSyntax(s string) []string {
	for _, b := range []string{"[", "]", "<", ">", "|"} {
		s = strings.ReplaceAll(s, b, " "+b+" ")
	}
	return strings.Fields(s)
}

type syntaxParser struct{ words []string }

func (p *syntaxParser) peek() string {
	if len(p.words) == 0 {
		return ""
	}
	return p.words[0]
}

func (p *syntaxParser) take() string {
	w := p.words[0]
	p.words = p.words[1:]
	return w
}

// sequence parses arguments up to a closing bracket, a bar or the end.
func (p *syntaxParser) sequence() []Argument {
	var args []Argument
	for {
		switch w := p.peek(); {
		case w == "" || w == "]" || w == ">" || w == "|":
			return args
		case w == "[" && p.isRepetition():
			args = p.repetition(args)
		case w == "[":
			p.take()
			a := p.alternatives("]")
			a.Optional = true
			args = append(args, a)
		case w == "<":
			p.take()
			args = append(args, p.alternatives(">"))
		case isToken(w):
			args = append(args, p.token())
		default:
			args = append(args, word(p.take()))
		}
	}
}

// token parses an upper-case word and takes what follows it in the same sequence as its arguments: words, or a choice.
func (p *syntaxParser) token() Argument {
	w := p.take()
	if p.peek() == "<" {
		p.take()
		a := p.alternatives(">")
		a.Token = w
		return a
	}
	rest := p.sequenceOfWords()
	switch len(rest) {
	case 0:
		name := symbols[w]
		if name == "" {
			name = strings.ToLower(w)
		}
		return Argument{Name: name, Type: "pure-token", Token: w}
	case 1:
		rest[0].Token = w
		return rest[0]
	default:
		return Argument{Name: strings.ToLower(w), Type: "block", Token: w, Children: rest}
	}
}

// sequenceOfWords takes the plain words behind a token, with their repetitions.
func (p *syntaxParser) sequenceOfWords() []Argument {
	var args []Argument
	for {
		w := p.peek()
		switch {
		case w == "[" && len(args) > 0 && p.isRepetition() && !isToken(p.words[1]):
			args = p.repetition(args)
		case w != "" && !strings.Contains("[]<>|", w) && !isToken(w):
			args = append(args, word(p.take()))
		default:
			return args
		}
	}
}

// alternatives parses "a | b c" up to the closing bracket.
func (p *syntaxParser) alternatives(closing string) Argument {
	var branches []Argument
	for {
		branches = append(branches, group(p.sequence()))
		if p.peek() != "|" {
			break
		}
		p.take()
	}
	if p.peek() != closing {
		panic("command: grammar lacks a " + closing)
	}
	p.take()
	if len(branches) == 1 {
		return branches[0]
	}
	return Argument{Name: oneofName(branches), Type: "oneof", Children: branches}
}

// isRepetition tells "[key ...]" from an optional part.
func (p *syntaxParser) isRepetition() bool {
	for _, w := range p.words[1:] {
		switch w {
		case "...":
			return true
		case "[", "]", "|", "<":
			return false
		}
	}
	return false
}

// repetition parses "[a b ...]", which repeats the last arguments: as many as it names.
func (p *syntaxParser) repetition(args []Argument) []Argument {
	p.take()
	n, token := 0, false
	for w := p.take(); w != "..."; w = p.take() {
		if isToken(w) {
			token = true
			continue
		}
		n++
	}
	p.take() // the closing bracket
	n = min(n, len(args))
	if n <= 1 {
		last := &args[len(args)-1]
		last.Multiple, last.MultipleToken = true, token
		return args
	}
	block := Argument{Name: "data", Type: "block", Multiple: true}
	block.Children = append(block.Children, args[len(args)-n:]...)
	return append(args[:len(args)-n], block)
}

// group makes one argument of a sequence.
func group(args []Argument) Argument {
	if len(args) == 1 {
		return args[0]
	}
	return Argument{Name: args[0].Name + "-block", Type: "block", Children: args}
}

func oneofName(branches []Argument) string {
	names := make([]string, len(branches))
	for i, b := range branches {
		names[i] = b.Name
	}
	return strings.Join(names, "-or-")
}

func word(w string) Argument {
	name, typ, ok := strings.Cut(w, ":")
	if !ok {
		if typ = argumentTypes[name]; typ == "" {
			typ = "string"
		}
	}
	return Argument{Name: name, Type: typ}
}

// symbols are the names of tokens without letters.
var symbols = map[string]string{"*": "auto_id", "$": "new_id", "=": "equal", "~": "approximately"}

func isToken(w string) bool {
	return symbols[w] != "" || strings.IndexFunc(w, unicode.IsLower) < 0 && strings.IndexFunc(w, unicode.IsLetter) >= 0
}

// arityOf is the least number of words that the arguments take, and whether there may be more.
func arityOf(args []Argument) (least int, open bool) {
	for _, a := range args {
		n, o := a.size()
		open = open || o || a.Optional || a.Multiple
		if !a.Optional {
			least += n
		}
	}
	return least, open
}

func (a Argument) size() (least int, open bool) {
	switch a.Type {
	case "oneof":
		least = -1
		for _, c := range a.Children {
			n, o := c.size()
			open = open || o || least >= 0 && n != least
			if least < 0 || n < least {
				least = n
			}
		}
	case "block":
		least, open = arityOf(a.Children)
	case "pure-token":
		return 1, false
	default:
		least = 1
	}
	if a.Token != "" {
		least++
	}
	return least, open
}

// Usage prints the arguments in the notation they were parsed from, for docs and error texts.
func Usage(args []Argument) string {
	parts := make([]string, len(args))
	for i, a := range args {
		parts[i] = a.usage()
	}
	return strings.Join(parts, " ")
}

func (a Argument) usage() string {
	var s string
	switch a.Type {
	case "oneof":
		parts := make([]string, len(a.Children))
		for i, c := range a.Children {
			parts[i] = c.usage()
		}
		s = strings.Join(parts, " | ")
		if !a.Optional || a.Token != "" {
			s = strings.TrimSpace(a.Token + " <" + s + ">")
		}
	case "block":
		s = strings.TrimSpace(a.Token + " " + Usage(a.Children))
	case "pure-token":
		s = a.Token
	default:
		s = strings.TrimSpace(a.Token + " " + a.Name)
	}
	if a.Multiple {
		again := s
		if a.Token != "" && !a.MultipleToken {
			again = strings.TrimPrefix(s, a.Token+" ")
		}
		s += " [" + again + " ...]"
	}
	if a.Optional {
		s = "[" + s + "]"
	}
	return s
}
