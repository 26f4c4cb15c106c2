package holdfast

import (
	"context"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/cockroachdb/pebble/v2/vfs"

	"github.com/holdfast-db/holdfast/internal/base/clock"
	"github.com/holdfast-db/holdfast/internal/config"
	"github.com/holdfast-db/holdfast/internal/instance"
	"github.com/holdfast-db/holdfast/internal/redistest"
	"github.com/holdfast-db/holdfast/internal/transcript"
)

// TestTranscripts plays the transcripts of all families, in all modes, to an instance inside the process. Each family
// has one of its own: a restart replays all that was ever logged.
func TestTranscripts(t *testing.T) {
	eachFamily(t, func(t *testing.T, dir string) { transcript.RunDir(t, newTranscriptTarget(t), dir) })
}

// TestTranscriptsOverTCP plays them once more over sockets, by the transport that the system prefers.
func TestTranscriptsOverTCP(t *testing.T) {
	eachFamily(t, func(t *testing.T, dir string) {
		target := newTranscriptTarget(t, "--bind", "127.0.0.1", "--port", "0")
		target.overTCP = true
		if err := target.in.Listen(); err != nil {
			t.Fatal(err)
		}
		transcript.RunDir(t, target, dir, transcript.Plain, transcript.RESP3, transcript.RestartLast)
	})
}

// TestTranscriptsOfRedis plays them to the real server, which they claim to describe.
func TestTranscriptsOfRedis(t *testing.T) {
	redis := transcript.Redis(t)
	eachFamily(t, func(t *testing.T, dir string) {
		transcript.RunDir(t, redis, dir, transcript.Plain, transcript.RESP3, transcript.Multi)
	})
}

// TestOrderedDocs plays the examples of docs/ordered.md.
func TestOrderedDocs(t *testing.T) {
	page, err := os.ReadFile("docs/ordered.md")
	if err != nil {
		t.Fatal(err)
	}
	var examples strings.Builder
	inExample := false
	for line := range strings.Lines(string(page)) {
		text, isIndented := strings.CutPrefix(line, "    ")
		if isIndented && !inExample && strings.HasPrefix(text, "> ") {
			examples.WriteString("## an example\n")
			inExample = true
		}
		if inExample = inExample && isIndented; inExample {
			examples.WriteString(text)
		}
	}
	path := filepath.Join(t.TempDir(), "ordered.transcript")
	if err := os.WriteFile(path, []byte(examples.String()), 0o600); err != nil {
		t.Fatal(err)
	}
	transcript.Run(t, newTranscriptTarget(t), path, transcript.Plain)
}

// eachFamily visits the transcripts that lie beside the commands.
func eachFamily(t *testing.T, visit func(t *testing.T, dir string)) {
	t.Helper()
	files, err := filepath.Glob("internal/command/*/testdata/*.transcript")
	if err != nil || len(files) == 0 {
		t.Fatalf("no transcripts below internal/command (%v)", err)
	}
	for i, file := range files {
		if dir := filepath.Dir(file); i == 0 || dir != filepath.Dir(files[i-1]) {
			t.Run(filepath.Base(filepath.Dir(dir)), func(t *testing.T) { visit(t, dir) })
		}
	}
}

// transcriptTarget is an instance in virtual time, on a file system in memory that outlives it.
type transcriptTarget struct {
	fs       vfs.FS
	clock    *clock.Manual
	settings []string
	overTCP  bool
	in       *instance.Instance
}

func newTranscriptTarget(t *testing.T, settings ...string) *transcriptTarget {
	t.Helper()
	target := &transcriptTarget{
		fs:    vfs.NewMem(),
		clock: clock.NewManual(time.Unix(1_700_000_000, 0)),
		settings: append([]string{
			"--dir", "data", "--enable-debug-command", "yes",
			"--shards", "8", "--log-segment-bytes", "1mb", // so that restarts are quick
		}, settings...),
	}
	if err := target.open(); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := target.in.Close(context.Background()); err != nil {
			t.Error(err)
		}
	})
	return target
}

func (tt *transcriptTarget) open() error {
	cfg := config.New()
	if err := cfg.Load(tt.fs, nil, tt.settings); err != nil {
		return err
	}
	in, err := instance.Open(cfg, instance.Environment{FS: tt.fs, Clock: tt.clock, Version: Version, ManualCron: true})
	if err != nil {
		return err
	}
	tt.in = in
	if tt.overTCP {
		return in.Listen()
	}
	return nil
}

// Name implements transcript.Target.
func (tt *transcriptTarget) Name() string { return "holdfast" }

// Version implements transcript.Target.
func (tt *transcriptTarget) Version() redistest.Version { return redistest.Version{} }

// Dial implements transcript.Target.
func (tt *transcriptTarget) Dial() (transcript.Conn, error) {
	if tt.overTCP {
		return redistest.Dial(tt.in.Server().Addrs()[0].String())
	}
	return redistest.NewClient(tt.in.Dial()), nil
}

// Restart implements transcript.Restarter.
func (tt *transcriptTarget) Restart() error {
	if err := tt.in.Close(context.Background()); err != nil {
		return err
	}
	return tt.open()
}

// Chill implements transcript.Chiller.
func (tt *transcriptTarget) Chill() error { return tt.in.Engine().Unload() }

// Advance implements transcript.Advancer. The periodic work is done, and whoever waits for a time is told to look.
func (tt *transcriptTarget) Advance(d time.Duration) error {
	tt.clock.Advance(d)
	tt.in.Cron()
	tt.in.Server().Notify()
	return nil
}
