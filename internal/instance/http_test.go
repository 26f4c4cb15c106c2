package instance

import (
	"io"
	"net/http"
	"strings"
	"testing"
	"time"

	"github.com/cockroachdb/pebble/v2/vfs"

	"github.com/holdfast-db/holdfast/internal/base/clock"
)

// TestHTTP asks a whole instance over the network for what its commands have done.
func TestHTTP(t *testing.T) {
	in := open(t, vfs.NewMem(), clock.NewManual(time.UnixMilli(1_700_000_000_000)),
		"--http-addr", "127.0.0.1:0", "--bind", "127.0.0.1", "--port", "0")
	defer closeInstance(t, in)
	if err := in.Listen(); err != nil {
		t.Fatal(err)
	}
	do(t, in, "SET", "k", "v")
	in.Cron()
	for path, want := range map[string]string{
		"/metrics": `holdfast_command_calls_total{command="set"} 1`, "/healthz": "ok\n", "/readyz": "ready\n",
	} {
		reply, err := http.Get("http://" + in.HTTPAddr().String() + path)
		if err != nil {
			t.Fatal(err)
		}
		body, err := io.ReadAll(reply.Body)
		if err != nil || !strings.Contains(string(body), want) {
			t.Errorf("%s lacks %q (%v)", path, want, err)
		}
		_ = reply.Body.Close()
	}
}
