package main

import (
	"context"
	"crypto/tls"
	"errors"
	"flag"
	"fmt"
	"io"
	"log/slog"
	"net"
	"os"
	"strings"
	"time"

	"github.com/cockroachdb/pebble/v2/vfs"

	"github.com/holdfast-db/holdfast"
	"github.com/holdfast-db/holdfast/internal/config"
	"github.com/holdfast-db/holdfast/internal/instance"
	"github.com/holdfast-db/holdfast/internal/transfer"
)

// passwordEnv names the environment variable that has the password for --addr, where other users do not see it.
const passwordEnv = "HOLDFAST_PASSWORD"

const dialTimeout = 10 * time.Second

// target is whose data export and import are about: a data directory that no server has open, or a running server.
type target struct {
	dir, config      string
	addr, tls, user  string
	flags            *flag.FlagSet
	stderr           io.Writer
	mayMakeDirectory bool
}

// newTarget adds the flags that name a target.
func newTarget(command string, stderr io.Writer) *target {
	t := &target{flags: flag.NewFlagSet(command, flag.ContinueOnError), stderr: stderr}
	t.flags.SetOutput(io.Discard) // errors are told in one way
	t.flags.StringVar(&t.dir, "dir", "", "the data `directory`, if it is not ./data")
	t.flags.StringVar(&t.config, "config", "", "the configuration `file` of the server that the directory belongs to")
	t.flags.StringVar(&t.addr, "addr", "", "a running server, as `host:port` or the path of a socket, instead of a directory")
	t.flags.StringVar(&t.tls, "tls", "no", "`yes` for TLS to the server")
	t.flags.StringVar(&t.user, "user", "", "the `name` of the user; the environment variable "+passwordEnv+" holds the password")
	return t
}

// parse reads the flags and returns what is behind them.
func (t *target) parse(args []string) ([]string, error) {
	switch err := t.flags.Parse(args); {
	case errors.Is(err, flag.ErrHelp):
		t.flags.SetOutput(t.stderr)
		fmt.Fprintf(t.stderr, "usage of holdfast %s (docs/import-export.md tells more):\n", t.flags.Name())
		t.flags.PrintDefaults()
		return nil, err
	case err != nil:
		return nil, fmt.Errorf("%w: holdfast %s: %w", errUsage, t.flags.Name(), err)
	}
	switch {
	case t.addr != "" && (t.dir != "" || t.config != ""):
		return nil, fmt.Errorf("%w: --addr names a server and --dir or --config a directory: give one of them", errUsage)
	case t.tls != "yes" && t.tls != "no":
		return nil, fmt.Errorf("%w: --tls is yes or no", errUsage)
	}
	return t.flags.Args(), nil
}

// with calls use with a connection to the target. dir is where files may be put meanwhile.
func (t *target) with(use func(peer *transfer.Peer, dir string) error) error {
	if t.addr != "" {
		conn, err := t.dial()
		if err != nil {
			return err
		}
		return usePeer(conn, t.user, os.Getenv(passwordEnv), func(peer *transfer.Peer) error { return use(peer, os.TempDir()) })
	}
	cfg, err := t.settings()
	if err != nil {
		return err
	}
	dir := cfg.Dir.Load()
	if _, err := vfs.Default.Stat(dir); err != nil && !t.mayMakeDirectory {
		return fmt.Errorf("no data in %s: %w", dir, err)
	}
	logger := slog.New(slog.NewTextHandler(t.stderr, &slog.HandlerOptions{Level: slog.LevelWarn}))
	in, err := instance.Open(cfg, instance.Environment{
		Logger:  logger,
		Version: holdfast.Version,
		Fatal:   func(err error) { die(logger, err) },
	})
	if err != nil {
		return err
	}
	err = usePeer(in.Dial(), "", cfg.RequirePass.Load(), func(peer *transfer.Peer) error { return use(peer, dir) })
	return errors.Join(err, in.Close(context.Background()))
}

// settings are those of the data directory.
func (t *target) settings() (*config.Config, error) {
	var args []string
	if t.config != "" {
		args = append(args, t.config)
	}
	if t.dir != "" {
		args = append(args, "--dir", t.dir)
	}
	cfg := config.New()
	if err := cfg.Load(vfs.Default, nil, args); err != nil {
		return nil, fmt.Errorf("%w: %w", errUsage, err)
	}
	if !cfg.AppendOnly.Load() {
		return nil, fmt.Errorf("%w: with appendonly no there is no data on disk; name the running server with --addr", errUsage)
	}
	return cfg, nil
}

func (t *target) dial() (net.Conn, error) {
	dialer := &net.Dialer{Timeout: dialTimeout}
	switch {
	case t.tls == "yes":
		return tls.DialWithDialer(dialer, "tcp", t.addr, nil)
	case strings.HasPrefix(t.addr, "/"):
		return dialer.Dial("unix", t.addr)
	}
	return dialer.Dial("tcp", t.addr)
}

// usePeer calls use with what talks over a connection.
func usePeer(conn net.Conn, user, password string, use func(*transfer.Peer) error) error {
	peer := transfer.NewPeer(conn)
	defer func() { _ = peer.Close() }() // all that matters was answered
	if password != "" {
		if err := peer.Authenticate(user, password); err != nil {
			return err
		}
	}
	return use(peer)
}
