package lsm

import (
	"fmt"
	"log/slog"
)

// logger brings what Pebble has to tell to a structured log.
type logger struct {
	out   *slog.Logger
	fatal func(error)
}

func (l logger) Infof(format string, args ...any) {
	l.out.Debug("pebble: " + fmt.Sprintf(format, args...))
}

func (l logger) Errorf(format string, args ...any) {
	l.out.Warn("pebble: " + fmt.Sprintf(format, args...))
}

// Fatalf is called where Pebble cannot go on.
func (l logger) Fatalf(format string, args ...any) {
	l.fatal(fmt.Errorf("checkpoint store failed: "+format, args...))
}
