package main

import (
	"fmt"
	"io"
	"log/slog"
	"math"
	"os"

	"github.com/holdfast-db/holdfast/internal/config"
)

// openLogger returns the server's log as the settings loglevel, logfile and log-format ask.
func openLogger(cfg *config.Config, stderr io.Writer) (*slog.Logger, func(), error) {
	out, closeLog := stderr, func() {}
	if name := cfg.LogFile.Load(); name != "" {
		f, err := os.OpenFile(name, os.O_APPEND|os.O_CREATE|os.O_WRONLY, 0o640)
		if err != nil {
			return nil, nil, fmt.Errorf("cannot open the log file: %w", err)
		}
		out, closeLog = f, func() { _ = f.Close() }
	}
	var level slog.LevelVar
	follow := func() error {
		level.Set(levelOf(cfg.LogLevel.Load()))
		return nil
	}
	cfg.OnChange(follow, "loglevel")
	options := &slog.HandlerOptions{Level: &level}
	var handler slog.Handler = slog.NewTextHandler(out, options)
	if cfg.LogFormat.Load() == config.LogJSON {
		handler = slog.NewJSONHandler(out, options)
	}
	return slog.New(handler), closeLog, follow()
}

func levelOf(l config.LogLevel) slog.Level {
	switch l {
	case config.LogDebug, config.LogVerbose:
		return slog.LevelDebug
	case config.LogWarning:
		return slog.LevelWarn
	case config.LogNothing:
		return math.MaxInt
	default:
		return slog.LevelInfo
	}
}
