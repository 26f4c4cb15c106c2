package kill

import (
	"strings"
	"testing"

	"github.com/holdfast-db/holdfast/test/process"
)

// TestSecondServer lets two servers at the same data.
func TestSecondServer(t *testing.T) {
	dir := t.TempDir()
	s := process.Start(t, dir)
	second := process.Run(t, "serve", "--bind", "127.0.0.1", "--port", "0", "--dir", dir)
	if second.Code != 1 || second.Stdout != "" {
		t.Errorf("the second server ended with exit code %d and said %q", second.Code, second.Stdout)
	}
	want := "holdfast: cannot lock data directory " + dir + "; is another server using it?"
	if !strings.HasPrefix(second.Stderr, want) || strings.Count(second.Stderr, "\n") != 1 {
		t.Errorf("the second server said %q, want one line: %s", second.Stderr, want)
	}
	if v, err := s.Dial(t).Do("SET", "key", "value"); err != nil || textOf(v) != "+OK" {
		t.Errorf("the first server is disturbed: %s, %v", textOf(v), err)
	}
}
