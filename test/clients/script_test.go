package clients

import (
	"net"
	"os/exec"
	"path/filepath"
	"testing"

	"github.com/holdfast-db/holdfast/test/process"
)

// TestScripts runs the programs of other languages, each against a server of its own.
func TestScripts(t *testing.T) {
	for _, c := range []struct {
		script string
		run    func(t *testing.T) string
	}{
		{"redis_py.py", func(t *testing.T) string { return python(t, "python", "python3") }},
		{"ioredis.js", node},
		{"node_redis.js", node},
	} {
		t.Run(c.script, func(t *testing.T) {
			interpreter := c.run(t)
			server := process.Start(t, t.TempDir())
			host, port, err := net.SplitHostPort(server.Addr())
			if err != nil {
				t.Fatal(err)
			}
			cmd := exec.Command(interpreter, filepath.Join("testdata", c.script), host, port)
			cmd.Env = programEnviron()
			if out, err := cmd.CombinedOutput(); err != nil {
				t.Errorf("%v\n%s", err, out)
			}
		})
	}
}
