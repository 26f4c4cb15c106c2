package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"os"
	"os/signal"
	"strings"
	"syscall"

	"github.com/cockroachdb/pebble/v2/vfs"

	"github.com/holdfast-db/holdfast"
	"github.com/holdfast-db/holdfast/internal/config"
	"github.com/holdfast-db/holdfast/internal/instance"
)

// serve runs the server until it is told to stop.
func serve(args []string, stdin io.Reader, stdout, stderr io.Writer) error {
	cfg := config.New()
	if err := cfg.Load(vfs.Default, stdin, args); err != nil {
		return fmt.Errorf("%w: %w", errUsage, err)
	}
	logger, closeLog, err := openLogger(cfg, stderr)
	if err != nil {
		return err
	}
	defer closeLog()
	if ignored := cfg.Ignored(); len(ignored) > 0 {
		logger.Warn("settings that mean nothing here were passed over", "names", strings.Join(ignored, " "))
	}

	signals := make(chan os.Signal, 2)
	signal.Notify(signals, syscall.SIGTERM, os.Interrupt)
	shutdown := make(chan struct{}, 1)
	in, err := instance.Open(cfg, instance.Environment{
		Logger:      logger,
		Version:     holdfast.Version,
		OwnsProcess: true,
		OnShutdown:  func() { nonBlocking(shutdown) },
		Fatal:       func(err error) { die(logger, err) },
	})
	if err != nil {
		return err
	}
	if err := in.Listen(); err != nil {
		return errors.Join(err, in.Close(context.Background()))
	}
	for _, addr := range in.Server().Addrs() {
		fmt.Fprintf(stdout, "holdfast %s is ready on %s, data in %s\n", holdfast.Version, addr, cfg.Dir.Load())
	}
	defer reloadOnHangup(in, logger)()
	if addr := in.HTTPAddr(); addr != nil {
		logger.Info("metrics are served", "address", addr.String())
	}
	return awaitEnd(in, cfg, logger, signals, shutdown)
}

// awaitEnd waits for a signal or SHUTDOWN, and ends in order: what was received is answered, then the log is synced.
// A second signal cuts the waiting short.
func awaitEnd(in *instance.Instance, cfg *config.Config, logger *slog.Logger,
	signals <-chan os.Signal, shutdown <-chan struct{}) error {
	select {
	case s := <-signals:
		logger.Info("stopping", "signal", s.String())
	case <-shutdown:
		logger.Info("stopping", "reason", "SHUTDOWN")
	}
	ctx, cancel := context.WithTimeout(context.Background(), cfg.ShutdownTimeout.Load())
	defer cancel()
	go func() {
		select {
		case <-signals:
			cancel()
		case <-ctx.Done():
		}
	}()
	err := in.Close(ctx)
	if errors.Is(err, context.DeadlineExceeded) || errors.Is(err, context.Canceled) {
		logger.Warn("clients were cut off at the end of shutdown-timeout")
		return nil
	}
	return err
}

func nonBlocking(c chan<- struct{}) {
	select {
	case c <- struct{}{}:
	default:
	}
}

// die ends the process because the log cannot be trusted any more. Nothing unlogged has been acknowledged.
func die(logger *slog.Logger, err error) {
	logger.Error("the commit log failed; ending the process, and nothing that was acknowledged is lost", "error", err)
	os.Exit(exitFailed)
}
