package transcript

import (
	"errors"
	"flag"
	"path/filepath"
	"strings"
	"testing"
)

// The flags are registered with every test that imports the package. They are
// package variables because only those exist before the flags are parsed.
var (
	updateFlag    = flag.Bool("update", false, "transcripts: write the replies of Holdfast into the files")
	referenceFlag = flag.Bool("reference", false, "transcripts: write the replies of redis-server into the files")
)

// RunDir runs every transcript in a directory, each in the given modes. Without
// modes it takes Plain, RESP3, Multi, Restart and Cold. It fails if there is no
// transcript.
func RunDir(t *testing.T, target Target, dir string, modes ...Mode) {
	t.Helper()
	paths, err := filepath.Glob(filepath.Join(dir, "*.transcript"))
	if err != nil || len(paths) == 0 {
		t.Fatalf("no transcripts in %s (%v)", dir, err)
	}
	if len(modes) == 0 {
		modes = []Mode{Plain, RESP3, Multi, Restart, Cold}
	}
	for _, path := range paths {
		t.Run(strings.TrimSuffix(filepath.Base(path), ".transcript"), func(t *testing.T) {
			for _, mode := range modes {
				t.Run(mode.String(), func(t *testing.T) { Run(t, target, path, mode) })
			}
		})
	}
}

// Run runs one transcript, each case as a subtest. With -update or -reference
// it corrects the file instead of failing.
func Run(t *testing.T, target Target, path string, mode Mode) {
	t.Helper()
	if !*updateFlag && !*referenceFlag {
		check(t, target, path, mode)
		return
	}
	if mode != Plain && mode != RESP3 {
		t.Skip("replies are written in the modes plain and resp3")
	}
	if *referenceFlag {
		target = Redis(t)
	}
	fill(t, target, path, mode)
}

func check(t *testing.T, target Target, path string, mode Mode) {
	t.Helper()
	file := mustParse(t, path)
	for i := range file.Cases {
		c := &file.Cases[i]
		t.Run(c.Name, func(t *testing.T) {
			for _, out := range mustPlay(t, target, mode, c) {
				if !out.ok {
					t.Errorf("%s in mode %v\n%s", target.Name(), mode, out.report(path))
				}
			}
		})
	}
}

func fill(t *testing.T, target Target, path string, mode Mode) {
	t.Helper()
	file := mustParse(t, path)
	var edits []edit
	for i := range file.Cases {
		c := &file.Cases[i]
		t.Run(c.Name, func(t *testing.T) {
			for _, out := range mustPlay(t, target, mode, c) {
				if !out.ok {
					edits = append(edits, out.correction(mode, c))
					t.Logf("corrected from %s:\n%s", target.Name(), out.report(path))
				}
			}
		})
	}
	if len(edits) == 0 {
		return
	}
	if err := file.rewrite(edits); err != nil {
		t.Fatal(err)
	}
	mustParse(t, path) // a reply that cannot be told from a command shows here
}

func mustParse(t *testing.T, path string) File {
	t.Helper()
	file, err := Parse(path)
	if err != nil {
		t.Fatal(err)
	}
	return file
}

func mustPlay(t *testing.T, target Target, mode Mode, c *Case) []outcome {
	t.Helper()
	if reason := mode.skipReason(c, target); reason != "" {
		t.Skip(reason)
	}
	p := player{target: target, mode: mode}
	outcomes, err := p.play(c)
	if errors.Is(err, errDebugRefused) {
		t.Skip(err)
	}
	if err != nil {
		t.Errorf("%s in mode %v: %v", target.Name(), mode, err)
	}
	return outcomes
}
