package metrics

import (
	"net/http/httptest"
	"strings"
	"testing"
	"time"

	"github.com/holdfast-db/holdfast/internal/base/clock"
	"github.com/holdfast-db/holdfast/internal/client"
	"github.com/holdfast-db/holdfast/internal/command"
	"github.com/holdfast-db/holdfast/internal/commitlog"
	"github.com/holdfast-db/holdfast/internal/engine"
	"github.com/holdfast-db/holdfast/internal/keyspace"
)

// fullLog is a log whose disk may be full.
type fullLog struct {
	*commitlog.Discard
	full bool
}

func (l *fullLog) Stats() commitlog.Stats { return commitlog.Stats{Full: l.full, Segments: 2} }

func newSource(t *testing.T, log commitlog.Log) Source {
	keys := keyspace.New(engine.KeyspaceOptions(nil, 0, 0))
	t.Cleanup(keys.Close)
	spec := command.Spec{
		Name: "GET", Group: "string", Since: "1", Summary: "A command.", Compat: command.Ours("a test"),
		Run: func(*command.Call) {},
	}
	return Source{
		Table:       command.NewTable([]command.Spec{spec}),
		Engine:      engine.New(engine.Options{Keys: keys, Log: log, Clock: clock.NewManual(time.Unix(1, 0))}),
		Clients:     client.NewRegistry(),
		Version:     "1.2",
		IsAccepting: func() bool { return true },
		AllowsDebug: func(bool) bool { return false },
	}
}

func get(s Source, path string) (status int, body string) {
	r := httptest.NewRecorder()
	NewHandler(s).ServeHTTP(r, httptest.NewRequest("GET", path, nil))
	return r.Code, r.Body.String()
}

func TestMetrics(t *testing.T) {
	s := newSource(t, &fullLog{Discard: commitlog.NewDiscard(1)})
	s.Table.Find("get").Tally().Ran(3, 2*time.Microsecond, true)
	s.Table.Find("get").Tally().Failed()
	s.Clients.Stats.CountError([]byte("-WRONGTYPE no\r\n"))
	s.Engine.Stats.Hits.Store(7)
	status, body := get(s, "/metrics")
	if status != 200 {
		t.Fatalf("status %d: %s", status, body)
	}
	for _, want := range []string{
		`holdfast_build_info{go_version="go`, `holdfast_command_calls_total{command="get"} 3`,
		`holdfast_command_failed_total{command="get"} 1`, `holdfast_command_seconds_total{command="get"} 6e-06`,
		`holdfast_command_duration_seconds_bucket{command="get",le="1e-06"} 0`,
		`holdfast_command_duration_seconds_bucket{command="get",le="4e-06"} 3`,
		`holdfast_command_duration_seconds_count{command="get"} 3`, `holdfast_error_replies_total{code="WRONGTYPE"} 1`,
		"# TYPE holdfast_keyspace_hits_total counter\nholdfast_keyspace_hits_total 7\n",
		"# TYPE holdfast_log_segments gauge\nholdfast_log_segments 2\n", "\ngo_goroutines ",
	} {
		if !strings.Contains(body, want) {
			t.Errorf("/metrics lacks %s", want)
		}
	}
}

func TestHealth(t *testing.T) {
	log := &fullLog{Discard: commitlog.NewDiscard(1)}
	s := newSource(t, log)
	expect := func(path string, status int) {
		t.Helper()
		if got, body := get(s, path); got != status {
			t.Errorf("%s: status %d, want %d: %s", path, got, status, body)
		}
	}
	expect("/healthz", 200)
	expect("/readyz", 200)
	expect("/nosuch", 404)
	log.full = true
	expect("/readyz", 503)
	expect("/healthz", 200)
	log.full = false
	s.IsAccepting = func() bool { return false }
	expect("/readyz", 503)
}
