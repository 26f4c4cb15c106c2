// Package holdfast is a Redis-compatible database inside a Go program: the same engine, commands, durability and
// files as the holdfast server.
//
//	db, err := holdfast.Open("./data", holdfast.Options{})
//	...
//	reply, err := db.Do(ctx, "SET", "greeting", "hello")
//
// Any Redis client for Go works on the same data without a socket, through Dial:
//
//	client := redis.NewClient(&redis.Options{Dialer: db.Dialer()})
package holdfast

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"maps"
	"net"
	"slices"

	"github.com/cockroachdb/pebble/v2/vfs"

	"github.com/holdfast-db/holdfast/internal/config"
	"github.com/holdfast-db/holdfast/internal/instance"
	"github.com/holdfast-db/holdfast/internal/server"
)

// Version is the version of this library and of the server.
const Version = "0.1.0"

// ErrClosed says that the database was closed, or that a command, such as QUIT, ended its session.
var ErrClosed = instance.ErrClosed

// Options are how a database is opened. The zero value is a good default: every acknowledged write survives the
// death of the process, and power loss costs at most about a second.
type Options struct {
	// Settings are settings by the names that the server's configuration file uses, such as "appendfsync": "always"
	// or "maxmemory": "1gb". docs/config.md lists them.
	Settings map[string]string
	// Logger gets what the operator should know; nothing is logged by default.
	Logger *slog.Logger
}

// DB is an open database. It is safe for concurrent use.
type DB struct{ in *instance.Instance }

// Open opens or creates the database in a directory, which no other process may have open.
func Open(dir string, o Options) (*DB, error) {
	cfg := config.New()
	args := []string{"--dir", dir}
	for _, name := range slices.Sorted(maps.Keys(o.Settings)) {
		args = append(args, "--"+name, o.Settings[name])
	}
	if err := cfg.Load(vfs.Default, nil, args); err != nil {
		return nil, fmt.Errorf("holdfast: %w", err)
	}
	in, err := instance.Open(cfg, instance.Environment{Logger: o.Logger, Version: Version})
	if err != nil {
		return nil, fmt.Errorf("holdfast: %w", err)
	}
	return &DB{in: in}, nil
}

// Close answers what its clients have sent already, makes everything durable and releases the directory.
func (db *DB) Close() error { return db.in.Close(context.Background()) }

// Serve answers Redis clients on a listener until it or the database is closed; then it returns ErrClosed.
func (db *DB) Serve(ln net.Listener) error {
	if err := db.in.Server().Serve(ln); !errors.Is(err, server.ErrClosed) {
		return err
	}
	return ErrClosed
}

// Dial opens a connection inside the process, which speaks the Redis protocol like one over the network.
func (db *DB) Dial() net.Conn { return db.in.Dial() }

// Dialer is Dial in the shape in which Redis clients take it; they may pass any address.
func (db *DB) Dialer() func(ctx context.Context, network, addr string) (net.Conn, error) {
	return func(context.Context, string, string) (net.Conn, error) { return db.Dial(), nil }
}
