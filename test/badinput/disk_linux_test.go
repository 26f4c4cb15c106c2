package badinput

import (
	"errors"
	"fmt"
	"math/rand/v2"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"golang.org/x/sys/unix"

	"github.com/holdfast-db/holdfast/internal/redistest"
	"github.com/holdfast-db/holdfast/internal/resp"
	"github.com/holdfast-db/holdfast/test/process"
)

// mount mounts a file system in memory until the test ends.
func mount(t *testing.T, sizeBytes int) string {
	t.Helper()
	dir := t.TempDir()
	err := unix.Mount("tmpfs", dir, "tmpfs", 0, fmt.Sprint("size=", sizeBytes))
	if errors.Is(err, unix.EPERM) {
		t.Skip("only root may mount a small file system")
	}
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := unix.Unmount(dir, unix.MNT_DETACH); err != nil {
			t.Error(err)
		}
	})
	return dir
}

// TestReadOnlyDirectory has a data directory on a file system that cannot be written to.
func TestReadOnlyDirectory(t *testing.T) {
	disk := mount(t, 8<<20)
	dir := filepath.Join(disk, "data")
	s := process.Start(t, dir, "--log-segment-bytes", "1mb")
	stop(t, s)
	if err := unix.Mount("", disk, "", unix.MS_REMOUNT|unix.MS_RDONLY, ""); err != nil {
		t.Fatal(err)
	}
	expectRefusal(t, dir, "holdfast: cannot write to data directory "+dir+": ")
	if r := process.Run(t, "check", dir); r.Code != 0 {
		t.Errorf("check: exit code %d: %s", r.Code, r.Stderr)
	}
}

// TestFullDisk writes until the disk is full. Reads go on, writes are refused, and both work again as soon as there is
// space; nothing acknowledged is lost.
func TestFullDisk(t *testing.T) {
	for _, fsync := range []string{"everysec", "always"} {
		t.Run(fsync, func(t *testing.T) {
			disk := mount(t, 24<<20)
			filler := filepath.Join(disk, "filler")
			writeFile(t, filler, make([]byte, 9<<20))
			dir, settings := filepath.Join(disk, "data"), []string{"--log-segment-bytes", "4mb", "--appendfsync", fsync}
			s := process.Start(t, dir, settings...)
			c := s.Dial(t)
			expect(t, c, "+OK", "SET", "fleeting", "value", "PX", "1")

			written := fill(t, c, 0)
			checkFilled(t, c, written)
			expect(t, c, "(nil)", "GET", "fleeting")
			if text := s.Stderr(); !strings.Contains(text, "level=WARN") && !strings.Contains(text, "level=ERROR") {
				t.Errorf("the server does not complain of the disk: %s", text)
			}

			s.Kill() // the next ones start, and stop, on the full disk
			for range 2 {
				s = process.Start(t, dir, settings...)
				c = s.Dial(t)
				checkFilled(t, c, written)
				expectRefused(t, c, "SET", fillKey(written), fillValue(written))
				stop(t, s)
			}
			s = process.Start(t, dir, settings...)
			c = s.Dial(t)

			if err := os.Remove(filler); err != nil {
				t.Fatal(err)
			}
			awaitSpace(t, c, written)
			written = fill(t, c, written)
			s.Kill()

			s = process.Start(t, dir, settings...)
			checkFilled(t, s.Dial(t), written)
			stop(t, s)
			s = process.Start(t, dir, settings...)
			checkFilled(t, s.Dial(t), written)
		})
	}
}

const fillBytes = 10_000

func fillKey(i int) string { return fmt.Sprint("fill:", i) }

// fillValue is a value that nothing can compress.
func fillValue(i int) string {
	rng := rand.NewChaCha8([32]byte{byte(i), byte(i >> 8), byte(i >> 16)})
	b := make([]byte, fillBytes)
	_, _ = rng.Read(b) // which cannot fail
	return string(b)
}

// fill sets keys until the server refuses, and returns the number of the first that it refused.
func fill(t *testing.T, c *redistest.Client, from int) int {
	t.Helper()
	for i := from; ; i++ {
		v, err := c.Do("SET", fillKey(i), fillValue(i))
		if err != nil {
			t.Fatal(err)
		}
		if v.Kind == resp.Error {
			if i == from {
				t.Fatalf("nothing was taken: %s", v.Str)
			}
			expectRefused(t, c, "SET", fillKey(i), fillValue(i))
			return i
		}
	}
}

func expectRefused(t *testing.T, c *redistest.Client, args ...string) {
	t.Helper()
	v, err := c.Do(args...)
	if err != nil || !strings.HasPrefix(textOf(v), "-MISCONF Errors writing to the AOF file: No space left on device") {
		t.Fatalf("%s on a full disk: %s, %v", args[0], textOf(v), err)
	}
}

// checkFilled compares everything that was acknowledged, and what was not.
func checkFilled(t *testing.T, c *redistest.Client, count int) {
	t.Helper()
	for i := range count {
		expect(t, c, fillValue(i), "GET", fillKey(i))
	}
	expect(t, c, "(nil)", "GET", fillKey(count))
}

// awaitSpace waits until the server has noticed that there is space for what it refused.
func awaitSpace(t *testing.T, c *redistest.Client, refused int) {
	t.Helper()
	if !redistest.Until(10*time.Second, func() bool {
		v, err := c.Do("SET", fillKey(refused), fillValue(refused))
		return err == nil && v.Kind == resp.Simple
	}) {
		t.Fatal("writes are still refused")
	}
}

// TestExpiryOnFullDisk has more keys expire on a full disk than there is room to log. Nobody else may notice.
func TestExpiryOnFullDisk(t *testing.T) {
	const many = 40_000
	disk := mount(t, 16<<20)
	s := process.Start(t, filepath.Join(disk, "data"), "--log-segment-bytes", "4mb", "--enable-debug-command", "yes")
	c := s.Dial(t)
	expect(t, c, "+OK", "DEBUG", "SET-ACTIVE-EXPIRE", "0")
	for i := range many {
		if err := c.Send("SET", fmt.Sprint("fleeting:", i), "", "PX", "1"); err != nil {
			t.Fatal(err)
		}
	}
	for range many {
		if _, err := c.Receive(); err != nil {
			t.Fatal(err)
		}
	}
	written := fill(t, c, 0)
	expect(t, c, "+OK", "DEBUG", "SET-ACTIVE-EXPIRE", "1")
	expect(t, c, "(integer) 0", "WAIT", "1", "500") // which lets the background work be done a few times
	checkFilled(t, c, written)
	expect(t, c, "(nil)", "GET", "fleeting:1")
}
