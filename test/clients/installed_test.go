package clients

import (
	"os"
	"os/exec"
	"path/filepath"
	"testing"
)

// missing skips a test for lack of what it drives, or fails it where everything has to be there.
func missing(t *testing.T, what string) {
	t.Helper()
	if os.Getenv("HOLDFAST_REQUIRE_CLIENTS") == "1" {
		t.Fatal(what)
	}
	t.Skip(what)
}

// installed is the path of a file that `install` made.
func installed(t *testing.T, parts ...string) string {
	t.Helper()
	dir := os.Getenv("HOLDFAST_CLIENTS")
	if dir == "" {
		missing(t, "HOLDFAST_CLIENTS does not name the directory that `install` has filled; see the package comment")
	}
	path := filepath.Join(append([]string{dir}, parts...)...)
	if _, err := os.Stat(path); err != nil {
		missing(t, err.Error())
	}
	return path
}

// python is the path of a program of one of the virtual environments.
func python(t *testing.T, environment, program string) string {
	t.Helper()
	return installed(t, environment, "bin", program)
}

// node is the path of Node, where the packages are there, too.
func node(t *testing.T) string {
	t.Helper()
	installed(t, "node", "node_modules")
	return onPath(t, "node")
}

// onPath is a program that the system's packages installed.
func onPath(t *testing.T, program string) string {
	t.Helper()
	path, err := exec.LookPath(program)
	if err != nil {
		missing(t, err.Error())
	}
	return path
}

// programEnviron is the environment with which the programs find what they import.
func programEnviron() []string {
	packages := filepath.Join(os.Getenv("HOLDFAST_CLIENTS"), "node", "node_modules")
	return append(os.Environ(), "PYTHONPATH=../job", "PYTHONDONTWRITEBYTECODE=1", "NODE_PATH="+packages)
}
