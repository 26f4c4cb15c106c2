package metrics

import (
	"net/http"
	"net/http/pprof"

	"github.com/holdfast-db/holdfast/internal/client"
)

// handleProfiles serves the profiles of the Go runtime to those who may use DEBUG, at the paths that `go tool pprof`
// expects. What net/http/pprof serves besides, the command line, may hold a password.
func (s Source) handleProfiles(mux *http.ServeMux) {
	guard := func(serve http.Handler) http.HandlerFunc {
		return func(w http.ResponseWriter, r *http.Request) {
			if !s.AllowsDebug(client.IsLoopback(r.RemoteAddr)) {
				say(w, http.StatusForbidden, "enable-debug-command does not let you look at profiles")
				return
			}
			serve.ServeHTTP(w, r)
		}
	}
	mux.HandleFunc("GET /debug/pprof/profile", guard(http.HandlerFunc(pprof.Profile)))
	mux.HandleFunc("GET /debug/pprof/trace", guard(http.HandlerFunc(pprof.Trace)))
	for _, name := range []string{"allocs", "block", "goroutine", "heap", "mutex", "threadcreate"} {
		mux.HandleFunc("GET /debug/pprof/"+name, guard(pprof.Handler(name)))
	}
}
