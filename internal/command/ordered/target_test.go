package ordered_test

import (
	"context"
	"testing"
	"time"

	"github.com/cockroachdb/pebble/v2/vfs"

	"github.com/holdfast-db/holdfast/internal/base/clock"
	"github.com/holdfast-db/holdfast/internal/config"
	"github.com/holdfast-db/holdfast/internal/instance"
	"github.com/holdfast-db/holdfast/internal/redistest"
	"github.com/holdfast-db/holdfast/internal/resp"
)

// target is an instance in virtual time on a file system in memory.
type target struct {
	*instance.Instance
	t     *testing.T
	fs    vfs.FS
	clock *clock.Manual

	settings []string
}

// newTarget opens an instance. That it can be closed in the end proves that no view was left open: the store insists.
func newTarget(t *testing.T, settings ...string) *target {
	t.Helper()
	s := &target{t: t, fs: vfs.NewMem(), clock: clock.NewManual(time.Unix(1_700_000_000, 0)), settings: settings}
	s.open()
	t.Cleanup(s.close)
	return s
}

func (s *target) open() {
	s.t.Helper()
	cfg := config.New()
	settings := []string{"--dir", "data", "--shards", "8", "--log-segment-bytes", "1mb"}
	if err := cfg.Load(s.fs, nil, append(settings, s.settings...)); err != nil {
		s.t.Fatal(err)
	}
	in, err := instance.Open(cfg, instance.Environment{FS: s.fs, Clock: s.clock, ManualCron: true})
	if err != nil {
		s.t.Fatal(err)
	}
	s.Instance = in
}

func (s *target) close() {
	s.t.Helper()
	if s.Instance == nil {
		return
	}
	if err := s.Close(context.Background()); err != nil {
		s.t.Error(err)
	}
	s.Instance = nil
}

func (s *target) restart() {
	s.t.Helper()
	s.close()
	s.open()
}

// do runs a command for the owner of the process.
func (s *target) do(args ...string) string {
	s.t.Helper()
	var text string
	err := s.Do(context.Background(), args, func(encoded []byte) error {
		v, _, err := resp.Decode(encoded)
		text = string(v.AppendText(nil))
		return err
	})
	if err != nil {
		s.t.Errorf("%v: %v", args, err)
	}
	return text
}

// expect runs a command and compares the reply.
func (s *target) expect(want string, args ...string) {
	s.t.Helper()
	if got := s.do(args...); got != want {
		s.t.Errorf("%v: got %s, want %s", args, got, want)
	}
}

// conn is a connection that fails its test.
type conn struct {
	*redistest.Client
	t *testing.T
}

func (s *target) dial() *conn {
	c := &conn{redistest.NewClient(s.Dial()), s.t}
	s.t.Cleanup(func() { _ = c.Close() })
	return c
}

func (c *conn) do(args ...string) resp.Value {
	c.t.Helper()
	v, err := c.Do(args...)
	if err != nil {
		c.t.Errorf("%v: %v", args, err)
	}
	return v
}

// text is do's reply as redis-cli prints it.
func (c *conn) text(args ...string) string {
	c.t.Helper()
	v := c.do(args...)
	return string(v.AppendText(nil))
}

// expect runs a command and compares the reply.
func (c *conn) expect(want string, args ...string) {
	c.t.Helper()
	if got := c.text(args...); got != want {
		c.t.Errorf("%v: got %s, want %s", args, got, want)
	}
}

// words are the strings of an array.
func words(v resp.Value) []string {
	list := make([]string, len(v.Elems))
	for i, e := range v.Elems {
		list[i] = string(e.Str)
	}
	return list
}
