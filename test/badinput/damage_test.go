package badinput

import (
	"bytes"
	"fmt"
	"maps"
	"os"
	"path/filepath"
	"regexp"
	"strconv"
	"strings"
	"testing"

	"github.com/holdfast-db/holdfast/test/process"
)

const (
	segmentName = "000000000001.log"
	recordCount = 100
)

// written makes a data directory with a log of recordCount records of the same size, and returns the path of the log
// and the bytes that records take there.
func written(t *testing.T, settings ...string) (dir, log string, data []byte) {
	t.Helper()
	dir = filepath.Join(t.TempDir(), "data")
	s := process.Start(t, dir, append(settings, "--log-segment-bytes", "1mb")...)
	c := s.Dial(t)
	for i := range recordCount {
		expect(t, c, "+OK", "SET", fmt.Sprintf("key:%03d", i), "a value that is easy to find")
	}
	s.Kill()
	log = filepath.Join(dir, "log", segmentName)
	data, err := os.ReadFile(log)
	if err != nil {
		t.Fatal(err)
	}
	return dir, log, bytes.TrimRight(data, "\x00")
}

// frameOf is where the record of a key lies in a log: from where the record before it ends to where it ends itself.
func frameOf(t *testing.T, data []byte, i int) (from, to int) {
	t.Helper()
	end := func(i int) int {
		at := bytes.Index(data, fmt.Appendf(nil, "key:%03d", i))
		if at < 0 {
			t.Fatalf("key %d is not in the log", i)
		}
		return at + bytes.Index(data[at:], []byte("easy to find\r\n")) + len("easy to find\r\n")
	}
	return end(i - 1), end(i)
}

// TestFlippedBit damages records of a log that was closed in order. The server must not start, say where the damage
// is, and leave the log as it is; check says the same.
func TestFlippedBit(t *testing.T) {
	dir, log, _ := written(t)
	stop(t, process.Start(t, dir)) // which syncs the log
	sound, err := os.ReadFile(log)
	if err != nil {
		t.Fatal(err)
	}
	for _, record := range []int{1, recordCount / 2, recordCount - 1} {
		from, to := frameOf(t, sound, record)
		for _, at := range []int{from, from + 8, from + 30, to - 1} {
			damaged := bytes.Clone(sound)
			damaged[at] ^= 4
			writeFile(t, log, damaged)
			before := contents(t, filepath.Dir(log))
			for _, args := range [][]string{{"serve", "--port", "0", "--dir", dir}, {"check", dir}} {
				r := process.Run(t, args...)
				expectDamage(t, r, args[0], from)
				if !maps.Equal(before, contents(t, filepath.Dir(log))) {
					t.Fatalf("%s has changed the log", args[0])
				}
			}
		}
	}
	writeFile(t, log, sound)
	if r := process.Run(t, "check", dir); r.Code != 0 || !strings.Contains(r.Stdout, "is sound") {
		t.Errorf("check of the sound log: exit code %d, %s%s", r.Code, r.Stdout, r.Stderr)
	}
}

var damageText = regexp.MustCompile(`(?m)^holdfast: .*commit log is damaged: segment (\S+), offset (\d+), record \d+: ` +
	".*nothing was changed, run `holdfast check` to see what can be saved$")

func expectDamage(t *testing.T, r process.Result, command string, offset int) {
	t.Helper()
	found := damageText.FindStringSubmatch(r.Stderr)
	if r.Code != 1 || found == nil {
		t.Fatalf("%s: exit code %d, %s", command, r.Code, r.Stderr)
	}
	if found[1] != segmentName || found[2] != strconv.Itoa(offset) {
		t.Errorf("%s names segment %s, offset %s; the damaged record is at %d", command, found[1], found[2], offset)
	}
}

// TestTruncatedTail cuts the log within its last record, as a crash does in the middle of a write.
func TestTruncatedTail(t *testing.T) {
	dir, log, data := written(t, "--appendfsync", "no")
	from, to := frameOf(t, data, recordCount-1)
	for size := to - 1; size >= from; size -= 7 {
		writeFile(t, log, data[:size])
		s := process.Start(t, dir)
		c := s.Dial(t)
		expect(t, c, fmt.Sprintf("(integer) %d", recordCount-1), "DBSIZE")
		expect(t, c, "(nil)", "GET", fmt.Sprintf("key:%03d", recordCount-1))
		expect(t, c, "+OK", "SET", "after", "the crash")
		s.Kill()
		s = process.Start(t, dir)
		expect(t, s.Dial(t), "the crash", "GET", "after")
		s.Kill()
	}
}

// TestTornTail takes away a record in the middle of what was never synced, as power loss does. What lies before it is
// there, what lies behind it is cut off, and the server says so.
func TestTornTail(t *testing.T) {
	dir, log, data := written(t, "--appendfsync", "no")
	const lost = recordCount - 10
	from, to := frameOf(t, data, lost)
	clear(data[from:to])
	writeFile(t, log, data)
	if r := process.Run(t, "check", dir); r.Code != 0 || !strings.Contains(r.Stdout, " 9 torn-off records ") {
		t.Errorf("check: exit code %d, %s%s", r.Code, r.Stdout, r.Stderr)
	}
	s := process.Start(t, dir)
	expect(t, s.Dial(t), fmt.Sprintf("(integer) %d", lost), "DBSIZE")
	if text := s.Stderr(); !strings.Contains(text, "level=WARN") || !strings.Contains(text, "torn tail") {
		t.Errorf("the server does not warn: %s", text)
	}
}

func stop(t *testing.T, s *process.Server) {
	t.Helper()
	if code := s.Terminate(t); code != 0 {
		t.Fatalf("exit code %d: %s", code, s.Stderr())
	}
}

func writeFile(t *testing.T, name string, data []byte) {
	t.Helper()
	if err := os.WriteFile(name, data, 0o640); err != nil {
		t.Fatal(err)
	}
}

// contents is every file below a directory.
func contents(t *testing.T, dir string) map[string]string {
	t.Helper()
	files := make(map[string]string)
	err := filepath.Walk(dir, func(name string, info os.FileInfo, err error) error {
		if err != nil || info.IsDir() {
			return err
		}
		data, err := os.ReadFile(name)
		files[name] = string(data)
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	return files
}
