package main

import (
	"strings"
	"testing"

	"github.com/cockroachdb/pebble/v2/vfs"

	"github.com/holdfast-db/holdfast/internal/config"
)

func TestLogger(t *testing.T) {
	for _, tt := range []struct {
		settings []string
		want     string
	}{
		{nil, "level=INFO msg=started n=1\n"},
		{[]string{"--log-format", "json"}, `"level":"INFO","msg":"started","n":1}` + "\n"},
		{[]string{"--loglevel", "warning"}, ""},
	} {
		cfg := config.New()
		if err := cfg.Load(vfs.NewMem(), nil, tt.settings); err != nil {
			t.Fatal(err)
		}
		var out strings.Builder
		logger, closeLog, err := openLogger(cfg, &out)
		if err != nil {
			t.Fatal(err)
		}
		logger.Info("started", "n", 1)
		closeLog()
		if got := out.String(); !strings.HasSuffix(got, tt.want) || tt.want == "" && got != "" {
			t.Errorf("with %q the log has %q, want it to end in %q", tt.settings, got, tt.want)
		}
	}
}
