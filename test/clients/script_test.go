package clients

import (
	"net"
	"os"
	"os/exec"
	"path/filepath"
	"testing"

	"github.com/holdfast-db/holdfast/test/process"
)

// TestScripts runs the programs of other languages, each against a server of its own.
func TestScripts(t *testing.T) {
	installed := os.Getenv("HOLDFAST_CLIENTS")
	for _, c := range []struct {
		script string
		run    []string
		env    string
	}{
		{"redis_py.py", []string{filepath.Join(installed, "python", "bin", "python3")}, ""},
		{"ioredis.js", []string{"node"}, "NODE_PATH=" + filepath.Join(installed, "node", "node_modules")},
		{"node_redis.js", []string{"node"}, "NODE_PATH=" + filepath.Join(installed, "node", "node_modules")},
	} {
		t.Run(c.script, func(t *testing.T) {
			if installed == "" {
				if os.Getenv("HOLDFAST_REQUIRE_CLIENTS") == "1" {
					t.Fatal("HOLDFAST_CLIENTS does not name the directory that `install` has filled")
				}
				t.Skip("HOLDFAST_CLIENTS is not set; see the package comment")
			}
			server := process.Start(t, t.TempDir())
			host, port, err := net.SplitHostPort(server.Addr())
			if err != nil {
				t.Fatal(err)
			}
			cmd := exec.Command(c.run[0], append(c.run[1:], filepath.Join("testdata", c.script), host, port)...)
			cmd.Env = append(os.Environ(), c.env)
			if out, err := cmd.CombinedOutput(); err != nil {
				t.Errorf("%v\n%s", err, out)
			}
		})
	}
}
