package config

import (
	"bytes"
	"flag"
	"fmt"
	"os"
	"strings"
	"testing"
)

var update = flag.Bool("update", false, "write docs/config.md again")

const docsFile = "../../docs/config.md"

const docsIntro = `# Settings

<!-- Generated from the table in internal/config: go test ./internal/config -run TestDocs -update -->

Settings are given as in Redis: in a file, as options, or both.

    holdfast serve holdfast.conf --port 6380 --bind 127.0.0.1 ::1
    echo "maxmemory 128mb" | holdfast serve -

- A line of a file is a name and its values. Values with blanks stand in ` + "`\"double\"`" + ` or ` + "`'single'`" + ` quotes; the double ones know ` + "`\\n`, `\\t`, `\\xff`" + ` and the like.
- A comment begins with ` + "`#`" + ` and has a line of its own.
- ` + "`include other.conf`" + ` reads another file in that place; ` + "`include conf.d/*.conf`" + ` reads several, in the order of their names. Relative names start at the working directory.
- An option is ` + "`--name`" + `, and its values up to the next argument that begins with ` + "`--`" + `.
- Later settings win: options over the standard input, and that over the file.
- Bytes take a unit: ` + "`1k`" + ` is 1000, ` + "`1kb`" + ` is 1024; so do ` + "`m`, `mb`, `g` and `gb`" + `.

` + "`CONFIG SET`" + ` changes several settings at once, or none. Those marked *start* can only be given at the start. ` + "`CONFIG REWRITE`" + ` writes what has changed into the file, and leaves comments and order as they are.
`

func docs() []byte {
	var page bytes.Buffer
	page.WriteString(docsIntro)
	escape := strings.NewReplacer("|", `\|`).Replace
	for _, section := range New().sections() {
		fmt.Fprintf(&page, "\n## %s\n\n| setting | default | values | change | what it does |\n|---|---|---|---|---|\n", section.title)
		for _, s := range section.settings {
			change := "any time"
			if s.immutable {
				change = "*start*"
			}
			fmt.Fprintf(&page, "| `%s` | `%s` | %s | %s | %s |\n",
				s.name, s.preset, escape(s.value.describe()), change, escape(s.doc))
		}
	}
	return page.Bytes()
}

func TestDocs(t *testing.T) {
	want := docs()
	if *update {
		if err := os.WriteFile(docsFile, want, 0o644); err != nil {
			t.Fatal(err)
		}
	}
	got, err := os.ReadFile(docsFile)
	if err != nil {
		t.Fatal(err)
	}
	if !bytes.Equal(bytes.ReplaceAll(got, []byte("\r\n"), []byte("\n")), want) {
		t.Errorf("%s does not say what the table says; run: go test ./internal/config -run TestDocs -update", docsFile)
	}
}
