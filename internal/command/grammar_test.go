package command

import (
	"strings"
	"testing"
)

// Every grammar gives back itself when printed, and the arity that Redis has for such a command.
func TestGrammar(t *testing.T) {
	for _, c := range []struct {
		syntax string
		arity  int // with the command's name
	}{
		{"", 1},
		{"key", 2},
		{"key [key ...]", -2},
		{"key value [key value ...]", -3},
		{"key value [NX | XX] [GET] [EX seconds | PX milliseconds | KEEPTTL]", -3},
		{"key seconds [NX | XX | GT | LT]", -3},
		{"source destination [DB destination-db] [REPLACE]", -3},
		{"cursor [MATCH pattern] [COUNT count] [TYPE type]", -2},
		{"key <LEFT | RIGHT> [COUNT count]", -3},
		{"key <BEFORE | AFTER> pivot element", 5},
		{"key [BY pattern] [LIMIT offset count] [GET pattern [GET pattern ...]] [ALPHA]", -2},
		{"key FIELDS numfields field [field ...]", -5},
		{"[NOSAVE | SAVE] [NOW]", -1},
		{"key [start end [BYTE | BIT]]", -2},
	} {
		args := parseSyntax(c.syntax)
		if got := Usage(args); got != c.syntax {
			t.Errorf("%q prints as %q", c.syntax, got)
		}
		least, open := arityOf(args)
		arity := 1 + least
		if open {
			arity = -arity
		}
		if arity != c.arity {
			t.Errorf("%q has arity %d, want %d", c.syntax, arity, c.arity)
		}
	}
}

func TestGrammarTypes(t *testing.T) {
	args := parseSyntax("key increment:double [EX seconds | PX milliseconds] [field value [field value ...]]")
	var got []string
	for _, a := range args {
		got = append(got, a.Name+":"+a.Type)
	}
	if s := strings.Join(got, " "); s != "key:key increment:double seconds-or-milliseconds:oneof data:block" {
		t.Errorf("types are %s", s)
	}
	if ex := args[2].Children[0]; ex.Token != "EX" || ex.Name != "seconds" || ex.Type != "integer" {
		t.Errorf("EX seconds parsed as %+v", ex)
	}
}

func TestGrammarPanicsOnOurOwnMistakes(t *testing.T) {
	for _, syntax := range []string{"key [value", "key ]", "<A | B"} {
		func() {
			defer func() {
				if recover() == nil {
					t.Errorf("%q is accepted", syntax)
				}
			}()
			parseSyntax(syntax)
		}()
	}
}
