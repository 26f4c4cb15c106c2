package kill

import (
	"fmt"
	"math/rand/v2"
	"path/filepath"
	"runtime"
	"strings"
	"testing"
	"time"

	"github.com/holdfast-db/holdfast/test/process"
)

// roundsPerDirectory is how many crashes a data directory lives through before a new one is begun.
const roundsPerDirectory = 10

// modes are the settings that the rounds take in turn, on the same data.
func modes() [][]string {
	var list [][]string
	for _, transport := range []string{"loops", "goroutines"} {
		if transport == "loops" && runtime.GOOS != "linux" {
			continue
		}
		for _, fsync := range []string{"everysec", "always"} {
			list = append(list, []string{"--transport", transport, "--appendfsync", fsync, "--log-segment-bytes", "1mb",
				"--shutdown-timeout", "5"})
			// With checkpoints all the time, and a limit that leaves nothing in memory that disk has.
			list = append(list, append([]string{"--checkpoint-bytes", "4kb", "--maxmemory", "8mb"}, list[len(list)-1]...))
		}
	}
	return list
}

// TestKill kills the server under load after a random number of acknowledgements. In every third round the server
// that comes next is killed while it starts, too.
func TestKill(t *testing.T) {
	seed := uint64(time.Now().UnixNano())
	t.Logf("seed %d", seed)
	rng := rand.New(rand.NewPCG(seed, 0))
	for from := 0; from < *rounds; from += roundsPerDirectory {
		t.Run(fmt.Sprint("directory ", from/roundsPerDirectory), func(t *testing.T) {
			dir, writers := filepath.Join(t.TempDir(), "data"), newWriters(rng)
			for round := from; round < min(from+roundsPerDirectory, *rounds); round++ {
				mode := modes()[round%len(modes())]
				s := process.Start(t, dir, mode...)
				l := startLoad(t, s, writers, 1+rng.IntN(4000))
				l.awaitEnough(t, s)
				s.Kill()
				if round%3 == 2 {
					killStarting(t, dir, mode, rng)
				}
				l.verify(t, dir, mode)
			}
		})
	}
}

// killStarting kills servers at random moments between their start and shortly after they are ready.
func killStarting(t *testing.T, dir string, mode []string, rng *rand.Rand) {
	began := time.Now()
	process.Start(t, dir, mode...).Kill()
	took := time.Since(began)
	for range 4 {
		s := process.Launch(t, dir, mode...)
		<-time.After(time.Duration(rng.Int64N(int64(took))))
		s.Kill()
	}
}

// verify starts a server on what the dead one has left and compares everything.
func (l *load) verify(t *testing.T, dir string, mode []string) {
	t.Helper()
	diedAt := time.Now().UnixMilli()
	if err := l.awaitEnd(); err != nil {
		t.Fatal(err)
	}
	s := process.Start(t, dir, mode...)
	defer s.Kill()
	if err := l.check(s.Dial(t), diedAt); err != nil {
		t.Fatalf("%v: %v", mode, err)
	}
}

// TestTerminate stops the server under load with SIGTERM. It must end in order, without having to cut off anybody.
func TestTerminate(t *testing.T) {
	if runtime.GOOS == "windows" {
		t.Skip("Windows has no SIGTERM")
	}
	for _, mode := range modes() {
		t.Run(fmt.Sprint(mode), func(t *testing.T) {
			dir := filepath.Join(t.TempDir(), "data")
			s := process.Start(t, dir, mode...)
			l := startLoad(t, s, newWriters(rand.New(rand.NewPCG(1, 2))), 2000)
			l.awaitEnough(t, s)
			if code := s.Terminate(t); code != 0 || strings.Contains(s.Stderr(), "level=WARN") {
				t.Errorf("exit code %d:\n%s", code, s.Stderr())
			}
			l.verify(t, dir, mode)
		})
	}
}
