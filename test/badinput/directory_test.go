package badinput

import (
	"path/filepath"
	"strings"
	"testing"

	"github.com/holdfast-db/holdfast/test/process"
)

// TestImpossibleDirectory has a data directory that cannot be made.
func TestImpossibleDirectory(t *testing.T) {
	file := filepath.Join(t.TempDir(), "file")
	writeFile(t, file, nil)
	dir := filepath.Join(file, "data")
	expectRefusal(t, dir, "holdfast: cannot create data directory "+dir+": ")
}

func expectRefusal(t *testing.T, dir, text string) {
	t.Helper()
	r := process.Run(t, "serve", "--port", "0", "--dir", dir)
	if r.Code != 1 || !strings.HasPrefix(r.Stderr, text) || strings.Count(r.Stderr, "\n") != 1 {
		t.Errorf("exit code %d, %q; want 1 and one line: %s...", r.Code, r.Stderr, text)
	}
}
