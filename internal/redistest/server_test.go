package redistest

import (
	"fmt"
	"os/exec"
	"runtime"
	"strings"
	"testing"
)

func TestStart(t *testing.T) {
	var addr string
	t.Run("running", func(t *testing.T) {
		s := Start(t, "--maxclients", "17")
		addr = s.Addr()
		if !s.Version().AtLeast(Version{Major: 6}) {
			t.Errorf("version %v is not of a redis-server we can compare with", s.Version())
		}
		v, err := s.Dial(t).Do("CONFIG", "GET", "maxclients")
		if err != nil || len(v.Elems) != 2 || string(v.Elems[1].Str) != "17" {
			t.Errorf("CONFIG GET maxclients: %s, %v, want the argument of Start", v.AppendText(nil), err)
		}
		if other := Start(t); other.Addr() == addr {
			t.Errorf("two servers at %s", addr)
		}
	})
	if addr == "" {
		t.Skip("no server was started")
	}
	if c, err := Dial(addr); err == nil {
		_ = c.Close()
		t.Errorf("the server at %s outlived its test", addr)
	}
}

func TestStartReportsWhatTheServerSaid(t *testing.T) {
	if _, err := exec.LookPath(binary); err != nil {
		t.Skip(err)
	}
	r := record(t, func(tb testing.TB) { Start(tb, "--nosuchoption", "1") })
	if !strings.Contains(r.failed, "nosuchoption") {
		t.Errorf("failed with %q, want the server's complaint", r.failed)
	}
}

func TestStartWithoutServer(t *testing.T) {
	t.Setenv("PATH", t.TempDir())
	start := func(tb testing.TB) { Start(tb) }

	t.Setenv(RequireEnv, "")
	if r := record(t, start); r.skipped == "" || r.failed != "" {
		t.Errorf("optional: skipped %q, failed %q, want a skip", r.skipped, r.failed)
	}
	t.Setenv(RequireEnv, "1")
	if r := record(t, start); r.skipped != "" || !strings.Contains(r.failed, RequireEnv) {
		t.Errorf("required: skipped %q, failed %q, want a failure", r.skipped, r.failed)
	}
}

// recorder is a test whose end is recorded instead of reported.
type recorder struct {
	testing.TB
	skipped, failed string
}

func (r *recorder) Skipf(format string, args ...any) {
	r.skipped = fmt.Sprintf(format, args...)
	runtime.Goexit()
}

func (r *recorder) Fatalf(format string, args ...any) {
	r.failed = fmt.Sprintf(format, args...)
	runtime.Goexit()
}

func record(t *testing.T, test func(testing.TB)) *recorder {
	r := &recorder{TB: t}
	done := make(chan struct{})
	go func() {
		defer close(done)
		test(r)
	}()
	<-done
	return r
}
