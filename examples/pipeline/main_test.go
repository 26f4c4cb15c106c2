package main

import (
	"flag"
	"math/rand/v2"
	"os"
	"os/exec"
	"path/filepath"
	"runtime"
	"strings"
	"testing"
	"time"
)

var kills = flag.Int("kills", 3, "how often to kill the pipeline")

func TestPipeline(t *testing.T) {
	if err := run(t.TempDir(), 300*time.Millisecond); err != nil {
		t.Fatal(err)
	}
}

// TestKilled kills the whole process at random moments, and then lets it finish and check everything.
func TestKilled(t *testing.T) {
	binary, dir := filepath.Join(t.TempDir(), "pipeline"), t.TempDir()
	if runtime.GOOS == "windows" {
		binary += ".exe"
	}
	if out, err := exec.Command("go", "build", "-o", binary, ".").CombinedOutput(); err != nil {
		t.Fatalf("%v: %s", err, out)
	}
	for range *kills {
		p := exec.Command(binary, "-dir", dir, "-for", "1h")
		if err := p.Start(); err != nil {
			t.Fatal(err)
		}
		<-time.After(200*time.Millisecond + rand.N(500*time.Millisecond))
		if err := p.Process.Kill(); err != nil {
			t.Fatal(err)
		}
		_ = p.Wait()
	}
	if data, err := os.ReadFile(filepath.Join(dir, "acknowledged")); err != nil || len(data) == 0 {
		t.Fatalf("nothing was acknowledged before the kills (%v)", err)
	}
	out, err := exec.Command(binary, "-dir", dir, "-for", "100ms").CombinedOutput()
	if err != nil || !strings.Contains(string(out), "none lost") {
		t.Fatalf("%v: %s", err, out)
	}
	t.Log(string(out))
}
