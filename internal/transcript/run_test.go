package transcript

import (
	"os"
	"testing"

	"github.com/holdfast-db/holdfast/internal/redistest"
)

// TestTranscripts runs the samples against the server whose notation they use.
func TestTranscripts(t *testing.T) {
	RunDir(t, Redis(t), "testdata", Plain, RESP3, Multi)
}

func TestFill(t *testing.T) {
	path := write(t, `# Comments stay,
## and so do names
> SET k v

@ match
> GET k
"*"
> GET k
"stale"
# the shape differs in RESP3
> TRUE
> TRUE
(integer) 1
resp3>
"stale"
## protocols
@ resp3
> TRUE
## what a real server skips
@ ours a reason
> TRUE
"kept"
`)
	const want = `# Comments stay,
## and so do names
> SET k v
OK

@ match
> GET k
"*"
> GET k
"v"
# the shape differs in RESP3
> TRUE
(integer) 1
> TRUE
(integer) 1
resp3>
(true)
## protocols
@ resp3
> TRUE
(true)
## what a real server skips
@ ours a reason
> TRUE
"kept"
`
	target := &fake{version: redistest.Version{Major: 7}}
	for range 2 { // the second round finds nothing to correct
		fill(t, target, path, Plain)
		fill(t, target, path, RESP3)
		got, err := os.ReadFile(path)
		if err != nil {
			t.Fatal(err)
		}
		if string(got) != want {
			t.Fatalf("filled:\n%s\nwant:\n%s", got, want)
		}
	}
	check(t, target, path, Plain)
	check(t, target, path, RESP3)
}

// TestFillAddsAlternative is about a reply that RESP2 rules cannot explain.
func TestFillAddsAlternative(t *testing.T) {
	path := write(t, "> TRUE\n(integer) 0\n")
	fill(t, &fake{}, path, RESP3)
	got, err := os.ReadFile(path)
	if want := "> TRUE\n(integer) 0\nresp3>\n(true)\n"; err != nil || string(got) != want {
		t.Errorf("filled %q, %v, want %q", got, err, want)
	}
}
