package transcript

import (
	"os"
	"path/filepath"
	"reflect"
	"strings"
	"testing"
	"time"

	"github.com/holdfast-db/holdfast/internal/redistest"
)

// write puts a transcript into a file of its own.
func write(t *testing.T, text string) (path string) {
	t.Helper()
	path = filepath.Join(t.TempDir(), "sample.transcript")
	if err := os.WriteFile(path, []byte(text), 0o644); err != nil {
		t.Fatal(err)
	}
	return path
}

func parse(t *testing.T, text string) File {
	t.Helper()
	file, err := Parse(write(t, text))
	if err != nil {
		t.Fatal(err)
	}
	return file
}

func TestParseSteps(t *testing.T) {
	file := parse(t, `# a comment
> PING
PONG

## second
> SET "a b" 'c\n' "\x00\n"
# a remark instead of a reply
@ conn b
@ advance 1500ms
@ poll
> HGETALL h
1) "f"
2) "v"  `+`
resp3>
1# "f" => "v"
<
(nil)
`)
	want := []Case{
		{Name: "sample", Steps: []Step{
			{Line: 2, Args: []string{"PING"}, Conn: "a", text: "> PING", want: reply{[]string{"PONG"}, 2, 3}},
		}},
		{Name: "second", Steps: []Step{
			{
				Line: 6, Args: []string{"SET", "a b", `c\n`, "\x00\n"}, Conn: "a",
				text: `> SET "a b" 'c\n' "\x00\n"`, want: reply{nil, 6, 6},
			},
			{
				Line: 11, Args: []string{"HGETALL", "h"}, Conn: "b", text: "> HGETALL h",
				once:  once{poll: true, advance: 1500 * time.Millisecond},
				want:  reply{[]string{`1) "f"`, `2) "v"`}, 11, 13},
				want3: reply{[]string{`1# "f" => "v"`}, 14, 15},
			},
			{Line: 16, Conn: "b", text: "<", want: reply{[]string{"(nil)"}, 16, 17}},
		}},
	}
	if !reflect.DeepEqual(file.Cases, want) {
		t.Errorf("parsed\n%+v\nwant\n%+v", file.Cases, want)
	}
}

func TestParseDirectives(t *testing.T) {
	file := parse(t, `@ nomulti because
@ redis 7.2
## first
@ ours a reason
@ unordered deep
> A
@ conn b
> B
@ all
@ match
> C
/[ab]/
@ resp3
## second
@ debug
@ norestart
@ resp2
> D
`)
	since := redistest.Version{Major: 7, Minor: 2}
	scopes := []scope{
		{noMulti: true, protocol: 3},
		{noMulti: true, protocol: 2, debug: true, noRestart: true},
	}
	steps := map[string]Step{
		"A": {Conn: "a", section: section{since, true}, once: once{order: unorderedDeep}},
		"B": {Conn: "b", section: section{since, true}},
		"C": {Conn: "b", once: once{match: true}},
		"D": {Conn: "a", section: section{since, false}},
	}
	seen := 0
	for i, c := range file.Cases {
		if c.scope != scopes[i] {
			t.Errorf("case %s: scope %+v, want %+v", c.Name, c.scope, scopes[i])
		}
		for _, got := range c.Steps {
			seen++
			want := steps[got.Args[0]]
			if got.Conn != want.Conn || got.section != want.section || got.once != want.once {
				t.Errorf("command %v: %+v, want %+v", got.Args, got, want)
			}
		}
	}
	if seen != len(steps) {
		t.Errorf("%d commands, want %d", seen, len(steps))
	}
}

func TestParseErrors(t *testing.T) {
	for text, want := range map[string]string{
		"OK":                          `:1: "OK" is neither`,
		"> PING\nPONG\n\nPONG":        `:4: "PONG" is neither`,
		"> SET 'a":                    ":1: Protocol error: unbalanced quotes",
		">":                           ":1: no command",
		"> *1":                        ":1: a command cannot begin with",
		"@":                           ":1: no directive",
		"@ flsh":                      ":1: unknown directive @ flsh",
		"@ redis x\n> A":              ":1: version",
		"@ redis\n> A":                ":1: @ redis needs",
		"@ conn\n> A":                 ":1: @ conn needs",
		"@ ours\n> A":                 ":1: @ ours needs the reason",
		"@ advance\n> A":              ":1: @ advance needs",
		"@ advance -1s\n> A":          ":1: @ advance -1s",
		"@ unordered well\n> A":       `:1: @ unordered does not know "well"`,
		"> A\n@ poll":                 ":2: no command follows @ poll",
		"## a\n@ match\n## b":         ":3: no command follows @ match",
		"@ match\n> A\n/(/":           ":3: the command of line 2: the pattern /(/",
		"@ match\n@ unordered\n> A":   "exclude each other",
		"@ block\n@ poll\n> A":        "no reply to compare",
		"@ block\n> A\nOK":            `:3: "OK" is neither`,
		"@ poll\n<":                   "cannot be repeated",
		"@ poll\n> A":                 "needs the reply",
		"resp3>":                      ":1: resp3> follows no reply",
		"> A\nresp3>\nx\nresp3>\ny\n": ":4: the reply has a second",
		"## a\n> A\n## b\nresp3>":     ":4: resp3> follows no reply",
	} {
		_, err := Parse(write(t, text))
		if err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("%q gives the error %v, want %s", text, err, want)
		}
	}
	if _, err := Parse(filepath.Join(t.TempDir(), "absent")); !os.IsNotExist(err) {
		t.Errorf("an absent file gives %v", err)
	}
}

func TestRewriteKeepsTheRest(t *testing.T) {
	file := parse(t, "# first\r\n> A\n\n> B\nold\n# last\n")
	err := file.rewrite([]edit{
		{from: 2, to: 2, lines: []string{"new a"}},
		{from: 4, to: 5, lines: []string{"new", "b"}},
	})
	if err != nil {
		t.Fatal(err)
	}
	got, err := os.ReadFile(file.Path)
	if want := "# first\n> A\nnew a\n\n> B\nnew\nb\n# last\n"; err != nil || string(got) != want {
		t.Errorf("rewritten as %q, %v, want %q", got, err, want)
	}
}
