package instance

import (
	"errors"
	"fmt"
	"net"
	"net/http"
	"time"

	"github.com/holdfast-db/holdfast/internal/metrics"
)

// headerTimeout is how long a monitoring system may take to say what it wants.
const headerTimeout = 5 * time.Second

// listenHTTP serves the metrics if the settings name an address for them.
func (in *Instance) listenHTTP() error {
	addr := in.cfg.HTTPAddr.Load()
	if addr == "" {
		return nil
	}
	ln, err := net.Listen("tcp", addr)
	if err != nil {
		return fmt.Errorf("cannot listen on http-addr: %w", err)
	}
	in.httpAddr = ln.Addr()
	in.http = &http.Server{
		Handler: metrics.NewHandler(metrics.Source{
			Table: in.table, Engine: in.engine, Clients: in.shared.Clients, Version: in.env.Version,
			IsAccepting: in.isAccepting, AllowsDebug: in.cfg.DebugCommand.Load().Allows,
		}),
		ReadHeaderTimeout: headerTimeout,
	}
	go func() {
		if err := in.http.Serve(ln); !errors.Is(err, http.ErrServerClosed) {
			in.env.Logger.Warn("metrics are not served any more", "error", err)
		}
	}()
	return nil
}

// HTTPAddr is where metrics are served; nil if they are not.
func (in *Instance) HTTPAddr() net.Addr { return in.httpAddr }

func (in *Instance) isAccepting() bool {
	select {
	case <-in.ending:
		return false
	default:
		return true
	}
}

// closeHTTP ends the serving of metrics, after the clients have gone.
func (in *Instance) closeHTTP() error {
	if in.http == nil {
		return nil
	}
	return in.http.Close()
}
