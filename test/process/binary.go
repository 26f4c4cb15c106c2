package process

import (
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"testing"
)

// BinaryEnv names the environment variable with the binary to test. Main sets it, unless it is set already: that is
// how a binary built in another way, such as with the race detector, is tested.
const BinaryEnv = "HOLDFAST_BINARY"

const mainPackage = "github.com/holdfast-db/holdfast/cmd/holdfast"

// Main builds the binary, runs the tests and returns the exit code.
func Main(m *testing.M) int {
	if os.Getenv(BinaryEnv) != "" {
		return m.Run()
	}
	dir, err := os.MkdirTemp("", "holdfast-binary-")
	if err != nil {
		return failed(err)
	}
	defer os.RemoveAll(dir)
	binary := filepath.Join(dir, "holdfast.exe") // the ending is needed on Windows and harmless elsewhere
	build := exec.Command("go", "build", "-o", binary, mainPackage)
	build.Env = append(os.Environ(), "CGO_ENABLED=0") // as it is released: with cgo the store's cache is no Go memory
	if out, err := build.CombinedOutput(); err != nil {
		return failed(fmt.Errorf("build the binary: %w\n%s", err, out))
	}
	if err := os.Setenv(BinaryEnv, binary); err != nil {
		return failed(err)
	}
	return m.Run()
}

func failed(err error) int {
	fmt.Fprintln(os.Stderr, err)
	return 1
}
