package main

import (
	"log/slog"
	"os"
	"os/signal"
	"syscall"

	"github.com/holdfast-db/holdfast/internal/instance"
)

// reloadOnHangup reads the certificates again on SIGHUP, as those who renew them expect, until stop is called. Without
// certificates the signal means nothing, as in Redis.
func reloadOnHangup(in *instance.Instance, logger *slog.Logger) (stop func()) {
	hangups := make(chan os.Signal, 1)
	signal.Notify(hangups, syscall.SIGHUP)
	done := make(chan struct{})
	go func() {
		for {
			select {
			case <-done:
				return
			case <-hangups:
			}
			if in.Config().TLSPort.Load() == 0 {
				continue
			}
			if err := in.ReloadTLS(); err != nil {
				logger.Error("cannot read the certificates again; the old ones stay in use", "error", err)
				continue
			}
			logger.Info("certificates read again", "signal", "SIGHUP")
		}
	}()
	return func() {
		signal.Stop(hangups)
		close(done)
	}
}
