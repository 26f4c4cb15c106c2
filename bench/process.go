package main

import (
	"bytes"
	"errors"
	"fmt"
	"net"
	"os"
	"os/exec"
	"path/filepath"
	"strconv"
	"strings"
	"time"
)

// startDeadline is how long a server may take to answer its first connection.
const startDeadline = 20 * time.Second

// process is a server under measurement.
type process struct {
	name string
	cmd  *exec.Cmd
	port int
	log  bytes.Buffer
}

func buildHoldfast(dir string) (string, error) {
	binary := filepath.Join(dir, "holdfast")
	build := exec.Command("go", "build", "-o", binary, "./cmd/holdfast")
	build.Dir = ".."
	build.Env = append(os.Environ(), "CGO_ENABLED=0") // as it is released
	if out, err := build.CombinedOutput(); err != nil {
		return "", fmt.Errorf("building holdfast: %w\n%s", err, out)
	}
	return binary, nil
}

// settings are the same for both servers.
func settings(fsync, dir string, port int) []string {
	args := []string{"--port", strconv.Itoa(port), "--bind", "127.0.0.1", "--dir", dir}
	if fsync == "off" {
		return append(args, "--appendonly", "no")
	}
	return append(args, "--appendonly", "yes", "--appendfsync", fsync)
}

func startRedis(fsync, dir string) (*process, error) {
	port, err := freePort()
	if err != nil {
		return nil, err
	}
	return start("redis-server", port, "redis-server", append(settings(fsync, dir, port),
		"--save", "", "--auto-aof-rewrite-percentage", "0")...)
}

func startHoldfast(binary, fsync, dir, extra string) (*process, error) {
	port, err := freePort()
	if err != nil {
		return nil, err
	}
	args := append([]string{"serve"}, settings(fsync, dir, port)...)
	return start("holdfast", port, binary, append(args, strings.Fields(extra)...)...)
}

// startPair starts both servers with the same settings in directories of their own.
func startPair(o options, binary, dir, fsync string) (holdfast, redis *process, err error) {
	dirs := [2]string{filepath.Join(dir, "holdfast-"+fsync), filepath.Join(dir, "redis-"+fsync)}
	for _, d := range dirs {
		if err := os.MkdirAll(d, 0o750); err != nil {
			return nil, nil, err
		}
	}
	if holdfast, err = startHoldfast(binary, fsync, dirs[0], o.args); err != nil {
		return nil, nil, err
	}
	if redis, err = startRedis(fsync, dirs[1]); err != nil {
		holdfast.stop()
		return nil, nil, err
	}
	return holdfast, redis, nil
}

func start(name string, port int, binary string, args ...string) (*process, error) {
	p := &process{name: name, port: port, cmd: exec.Command(binary, args...)}
	p.cmd.Stdout, p.cmd.Stderr = &p.log, &p.log
	if err := p.cmd.Start(); err != nil {
		return nil, err
	}
	for deadline := time.Now().Add(startDeadline); time.Now().Before(deadline); time.Sleep(10 * time.Millisecond) {
		conn, err := net.Dial("tcp", p.addr())
		if err == nil {
			conn.Close()
			return p, nil
		}
	}
	p.stop()
	return nil, fmt.Errorf("%s did not start: %s", name, p.log.String())
}

func (p *process) addr() string { return net.JoinHostPort("127.0.0.1", strconv.Itoa(p.port)) }

func (p *process) stop() {
	_ = p.cmd.Process.Kill()
	_ = p.cmd.Wait()
}

func freePort() (int, error) {
	ln, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		return 0, err
	}
	defer ln.Close()
	return ln.Addr().(*net.TCPAddr).Port, nil
}

// clockTick is the unit of /proc/<pid>/stat's times; it is 100 a second on every Linux that Go runs on.
const clockTick = 100

// cpuSeconds is the CPU time the process has used, in user and kernel mode.
func (p *process) cpuSeconds() (float64, error) {
	data, err := os.ReadFile(fmt.Sprintf("/proc/%d/stat", p.cmd.Process.Pid))
	if err != nil {
		return 0, err
	}
	fields := strings.Fields(string(data[bytes.LastIndexByte(data, ')')+1:]))
	if len(fields) < 13 {
		return 0, errors.New("short /proc/pid/stat")
	}
	user, err := strconv.ParseFloat(fields[11], 64)
	if err != nil {
		return 0, err
	}
	system, err := strconv.ParseFloat(fields[12], 64)
	return (user + system) / clockTick, err
}

// rssBytes is the resident memory of the process.
func (p *process) rssBytes() (int64, error) {
	data, err := os.ReadFile(fmt.Sprintf("/proc/%d/statm", p.cmd.Process.Pid))
	if err != nil {
		return 0, err
	}
	pages, err := strconv.ParseInt(strings.Fields(string(data))[1], 10, 64)
	return pages * int64(os.Getpagesize()), err
}

// peakBytes is the most memory that the process had resident.
func (p *process) peakBytes() (int64, error) {
	data, err := os.ReadFile(fmt.Sprintf("/proc/%d/status", p.cmd.Process.Pid))
	if err != nil {
		return 0, err
	}
	_, rest, _ := strings.Cut(string(data), "VmHWM:")
	var kb int64
	_, err = fmt.Sscan(rest, &kb)
	return kb << 10, err
}
