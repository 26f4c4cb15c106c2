package redistest

import (
	"testing"
	"time"
)

func TestUntil(t *testing.T) {
	calls := 0
	if !Until(time.Minute, func() bool { calls++; return calls == 3 }) || calls != 3 {
		t.Errorf("stopped after %d calls, want 3", calls)
	}
	calls = 0
	if Until(-1, func() bool { calls++; return false }) || calls != 1 {
		t.Errorf("with no time: %d calls, want 1 and no success", calls)
	}
}
