//go:build unix

package main

import (
	"context"
	"log/slog"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"syscall"
	"testing"
	"time"

	"github.com/cockroachdb/pebble/v2/vfs"

	"github.com/holdfast-db/holdfast/internal/certs/certstest"
	"github.com/holdfast-db/holdfast/internal/config"
	"github.com/holdfast-db/holdfast/internal/instance"
	"github.com/holdfast-db/holdfast/internal/redistest"
)

// notes is a log to look into while it is written.
type notes struct {
	mu   sync.Mutex // guards text
	text strings.Builder
}

func (n *notes) Write(p []byte) (int, error) {
	n.mu.Lock()
	defer n.mu.Unlock()
	return n.text.Write(p)
}

func (n *notes) await(t *testing.T, want string) {
	t.Helper()
	said := func() bool {
		n.mu.Lock()
		defer n.mu.Unlock()
		return strings.Contains(n.text.String(), want)
	}
	if !redistest.Until(20*time.Second, said) {
		t.Fatalf("the log never says %q", want)
	}
}

func TestHangupReadsCertificatesAgain(t *testing.T) {
	dir := t.TempDir()
	file := func(name string) string { return filepath.Join(dir, name) }
	cert, key := certstest.New(t).Sign(t, "server")
	for name, text := range map[string][]byte{"server.crt": cert, "server.key": key} {
		if err := os.WriteFile(file(name), text, 0o600); err != nil {
			t.Fatal(err)
		}
	}
	cfg, log := config.New(), new(notes)
	err := cfg.Load(vfs.Default, nil, []string{"--appendonly", "no", "--tls-port", "1", "--tls-auth-clients", "no",
		"--tls-cert-file", file("server.crt"), "--tls-key-file", file("server.key")})
	if err != nil {
		t.Fatal(err)
	}
	logger := slog.New(slog.NewTextHandler(log, nil))
	in, err := instance.Open(cfg, instance.Environment{Logger: logger})
	if err != nil {
		t.Fatal(err)
	}
	defer in.Close(context.Background())
	defer reloadOnHangup(in, logger)()
	hangUp := func() {
		if err := syscall.Kill(os.Getpid(), syscall.SIGHUP); err != nil {
			t.Fatal(err)
		}
	}
	hangUp()
	log.await(t, "certificates read again")
	if err := os.Remove(file("server.key")); err != nil {
		t.Fatal(err)
	}
	hangUp()
	log.await(t, "the old ones stay in use")
}
