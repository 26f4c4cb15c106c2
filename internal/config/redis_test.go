package config

import (
	"bufio"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"testing"
)

// redis is a real redis-server to compare with.
type redis struct{ socket string }

func needRedis(t *testing.T) {
	t.Helper()
	for _, program := range []string{"redis-server", "redis-cli"} {
		if _, err := exec.LookPath(program); err != nil {
			t.Skip(err)
		}
	}
}

func startRedis(t *testing.T) redis {
	t.Helper()
	needRedis(t)
	// The directory of the test may be too deep for the name of a socket.
	dir, err := os.MkdirTemp("", "redis")
	if err != nil {
		t.Fatal(err)
	}
	socket := filepath.Join(dir, "s")
	cmd := exec.Command("redis-server", "--port", "0", "--unixsocket", socket,
		"--dir", dir, "--save", "", "--appendonly", "no")
	stdout, err := cmd.StdoutPipe()
	if err != nil {
		t.Fatal(err)
	}
	if err := cmd.Start(); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		_ = cmd.Process.Kill()
		_ = cmd.Wait()
		_ = os.RemoveAll(dir)
	})
	for lines := bufio.NewScanner(stdout); lines.Scan(); {
		if strings.Contains(strings.ToLower(lines.Text()), "ready to accept connections") {
			return redis{socket}
		}
	}
	t.Fatal("redis-server did not start")
	return redis{}
}

// likeRedis returns settings that say what startRedis does.
func likeRedis(t *testing.T) *Config {
	t.Helper()
	cfg := New()
	if err := cfg.Load(nil, nil, []string{"--port", "0", "--appendonly", "no"}); err != nil {
		t.Fatal(err)
	}
	return cfg
}

func (r redis) do(t *testing.T, args ...string) string {
	t.Helper()
	out, err := exec.Command("redis-cli", append([]string{"-s", r.socket}, args...)...).Output()
	if err != nil {
		t.Fatal(err)
	}
	return strings.TrimSuffix(string(out), "\n")
}

func TestSetAgreesWithRedis(t *testing.T) {
	reference, cfg := startRedis(t), likeRedis(t)
	for _, pairs := range [][]Pair{
		{{"nosuch", "1"}},
		{{"nosuch", "1"}, {"databases", "2"}},
		{{"hz", "10"}, {"databases", "2"}, {"nosuch", "1"}},
		{{"maxclients", "0"}, {"hz", "1"}, {"HZ", "2"}},
		{{"timeout", "7"}, {"maxclients", "0"}, {"hz", "x"}},
		{{"tcp-backlog", "3"}},
		{{"unixsocketperm", "700"}},
		{{"enable-debug-command", "yes"}},
		{{"logfile", "x"}},
		{{"maxclients", "4294967296"}},
		{{"maxclients", "1k"}},
		{{"MAXCLIENTS", "100"}},
		{{"timeout", "+5"}},
		{{"timeout", "05"}},
		{{"timeout", " 5"}},
		{{"timeout", "-0"}},
		{{"timeout", "2147483648"}},
		{{"timeout", "2147483647"}},
		{{"hz", "0"}},
		{{"hz", "5000"}},
		{{"protected-mode", "maybe"}},
		{{"protected-mode", "NO"}},
		{{"appendfsync", "always no"}},
		{{"appendfsync", "Always"}},
		{{"maxmemory", "-1"}},
		{{"maxmemory", "10%"}},
		{{"maxmemory", "1.5gb"}},
		{{"maxmemory", "1kbb"}},
		{{"maxmemory", "1K"}},
		{{"maxmemory", "1kB"}},
		{{"maxmemory", "100b"}},
		{{"maxmemory", "9223372036854775807"}},
		{{"maxmemory", "0"}, {"maxmemory-policy", "NOEVICTION"}},
		{{"proto-max-bulk-len", "1"}},
		{{"proto-max-bulk-len", "1m"}},
		{{"proto-max-bulk-len", "2mb"}},
		{{"client-query-buffer-limit", "99999999999gb"}},
		{{"client-query-buffer-limit", "-5"}},
		{{"shutdown-timeout", "-1"}},
		{{"lazyfree-lazy-expire", "yes"}, {"lazyfree-lazy-user-del", "yes"}, {"lazyfree-lazy-user-flush", "no"}},
		{{"lazyfree-lazy-eviction", "yes"}, {"lazyfree-lazy-server-del", "1"}},
		{{"client-output-buffer-limit", "normal 0 0"}},
		{{"client-output-buffer-limit", "norm 0 0 0"}},
		{{"client-output-buffer-limit", "master 0 0 0"}},
		{{"client-output-buffer-limit", "normal a 0 0"}},
		{{"client-output-buffer-limit", "normal 1mb 0 -1"}},
		{{"client-output-buffer-limit", "normal 1mb 0 1s"}},
		{{"client-output-buffer-limit", ""}},
		{{"client-output-buffer-limit", "slave 1mb 1kb 5 Normal 1 2 3"}},
		{{"client-output-buffer-limit", "replica 1m 1k 5"}},
		{{"save", ""}},
		{{"requirepass", ""}},
	} {
		args := []string{"CONFIG", "SET"}
		var names []string
		for _, p := range pairs {
			args = append(args, p.Name, p.Value)
			names = append(names, p.Name)
		}
		got := "OK"
		if err := cfg.Set(pairs...); err != nil {
			got = err.Error()
		}
		if want := strings.TrimSpace(reference.do(t, args...)); got != want {
			t.Errorf("CONFIG SET %q\n ours: %s\nRedis: %s", args[2:], got, want)
		}
		compareGet(t, cfg, reference, names...)
	}
}

// compareGet compares sets of answers: Redis gives them in the order of a hash.
func compareGet(t *testing.T, cfg *Config, reference redis, patterns ...string) {
	t.Helper()
	theirs := strings.Split(reference.do(t, append([]string{"CONFIG", "GET"}, patterns...)...), "\n")
	var want []Pair
	for i := 0; i+1 < len(theirs); i += 2 {
		want = append(want, Pair{theirs[i], theirs[i+1]})
	}
	got := cfg.Get(patterns...)
	byName := func(a, b Pair) int { return strings.Compare(a.Name, b.Name) }
	slices.SortFunc(got, byName)
	slices.SortFunc(want, byName)
	if !slices.Equal(got, want) {
		t.Errorf("CONFIG GET %q\n ours: %q\nRedis: %q", patterns, got, want)
	}
}

func TestGetAgreesWithRedis(t *testing.T) {
	reference, cfg := startRedis(t), likeRedis(t)
	ours := []string{
		"bind", "dir", "unixsocket", "shards", "transport", "io-loops", "log-segment-bytes",
		"checkpoint-bytes", "checkpoint-dirty-bytes", "checkpoint-interval", "block-cache-bytes", "maxmemory-policy",
		"auth-timeout", "eval-scripts-max", "eval-memory-max", "log-format", "http-addr", "list-compress-depth", "kscan-max-open", "kscan-idle-timeout",
	}
	ours = append(ours, "set-max-listpack-entries", "set-max-listpack-value") // since 7.2
	for _, s := range cfg.settings {
		if !slices.Contains(ours, s.name) {
			compareGet(t, cfg, reference, s.name)
		}
	}
	for _, patterns := range [][]string{
		{"nosuch"}, {"PORT", "hz"}, {"PO?T"}, {"P[N-P]RT"}, {"p[P-n]rt"}, {"p[Z-a]rt"}, {`p[\O]rt`}, {`p[\o]r?`},
		{`p\Or?`}, {"p[^"}, {"por[^"}, {"por["}, {"por[t"}, {`por[t\`}, {`?ort\`}, {"?or[t-"}, {"protected-m*", "PROTECTED-MODE"},
		{"hz", "HZ", "h[z]"}, {"hash-max-*"}, {"*-ziplist-*"}, {"zset-max-ziplist-value", "zset-max-listpack-value"},
	} {
		compareGet(t, cfg, reference, patterns...)
	}
}

// The reference names the line and then what is wrong with it; ours says the
// same words among others.
func TestLoadErrorsAgreeWithRedis(t *testing.T) {
	needRedis(t)
	for _, args := range [][]string{
		{"--port"}, {"--port", "1", "2"}, {"--port 1 2"}, {"--port", "x"}, {"--frobnicate", "1"},
		{"--unixsocketperm", "999"}, {"--unixsocketperm", "1777"}, {"--unixsocketperm", "-1"},
		{"--enable-debug-command", "x"}, {"--tcp-backlog", "-1"}, {"--client-output-buffer-limit", "normal", "1"},
	} {
		out, err := exec.Command("redis-server", args...).CombinedOutput()
		if err == nil {
			t.Fatalf("redis-server takes %q", args)
		}
		lines := strings.Split(strings.TrimSpace(string(out)), "\n")
		want := lines[len(lines)-1]
		if err := New().Load(nil, nil, args); err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("%q\n ours: %v\nRedis: %s", args, err, want)
		}
	}
}
