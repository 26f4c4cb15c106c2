package metrics

import (
	"net/http/httptest"
	"strings"
	"testing"

	"github.com/holdfast-db/holdfast/internal/commitlog"
)

// TestProfiles shows profiles to those only who may use DEBUG, and nobody the command line.
func TestProfiles(t *testing.T) {
	s := newSource(t, commitlog.NewDiscard(1))
	s.AllowsDebug = func(isLocal bool) bool { return isLocal }
	for _, c := range []struct {
		from, path string
		status     int
	}{
		{"127.0.0.1:5", "/debug/pprof/heap", 200},
		{"127.0.0.1:5", "/debug/pprof/goroutine", 200},
		{"10.0.0.1:5", "/debug/pprof/heap", 403},
		{"10.0.0.1:5", "/debug/pprof/profile", 403},
		{"127.0.0.1:5", "/debug/pprof/cmdline", 404},
	} {
		r, asked := httptest.NewRecorder(), httptest.NewRequest("GET", c.path, nil)
		asked.RemoteAddr = c.from
		if NewHandler(s).ServeHTTP(r, asked); r.Code != c.status {
			t.Errorf("%s from %s: %d %s", c.path, c.from, r.Code, strings.TrimSpace(r.Body.String()))
		}
	}
}
