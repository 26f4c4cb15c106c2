package config

import (
	"errors"
	"strings"
	"testing"

	"github.com/cockroachdb/pebble/v2/vfs"
)

// files returns a file system with these files, given as name and text in turn.
func files(t *testing.T, namesAndTexts ...string) *vfs.MemFS {
	t.Helper()
	fs := vfs.NewMem()
	for i := 0; i < len(namesAndTexts); i += 2 {
		if dir := fs.PathDir(namesAndTexts[i]); dir != "." {
			if err := fs.MkdirAll(dir, 0o755); err != nil {
				t.Fatal(err)
			}
		}
		if err := writeFile(fs, namesAndTexts[i], namesAndTexts[i+1], 0o644); err != nil {
			t.Fatal(err)
		}
	}
	return fs
}

// valueOf returns what CONFIG GET says.
func valueOf(t *testing.T, c *Config, name string) string {
	t.Helper()
	pairs := c.Get(name)
	if len(pairs) != 1 {
		t.Fatalf("Get(%q) = %v", name, pairs)
	}
	return pairs[0].Value
}

func TestDefaultsAreTypedAndComplete(t *testing.T) {
	c := New()
	if c.Port.Load() != 6379 || c.MaxClients.Load() != 10000 || !c.AppendOnly.Load() ||
		c.AppendFsync.Load() != FsyncEverySec || c.LogLevel.Load() != LogNotice ||
		c.TCPKeepalive.Load().Minutes() != 5 || c.Dir.Load() != "./data" ||
		c.ProtoMaxBulkBytes.Load() != 512<<20 || len(c.Bind.Load()) != 2 ||
		c.ClientOutputBuffers.Load()[ClassPubSub] != (OutputLimit{32 << 20, 8 << 20, 60}) {
		t.Errorf("defaults: %v", c.Get("*"))
	}
	for _, s := range c.settings {
		if s.name != strings.ToLower(s.name) || s.doc == "" || s.value.describe() == "" {
			t.Errorf("setting %+v is not complete", s)
		}
		before := s.value.args()
		s.restore(before)
		if s.line() == "" || !same(s, c.lookup(s.name)) {
			t.Errorf("%s does not keep %q", s.name, before)
		}
	}
	names := len(c.settings)
	for _, s := range c.settings {
		names += len(s.names()) - 1
	}
	if len(c.byName) != names {
		t.Errorf("%d names, want %d", len(c.byName), names)
	}
}

func TestLoad(t *testing.T) {
	type values map[string]string
	for _, c := range []struct {
		name  string
		files []string
		stdin string
		args  []string
		want  values
	}{
		{name: "options", args: []string{"--port", "6380", "--save", "", "--appendonly", "yes", "--bind", "127.0.0.1", "::1"},
			want: values{"port": "6380", "save": "", "appendonly": "yes", "bind": "127.0.0.1 ::1"}},
		{name: "option in one argument", args: []string{"--bind 127.0.0.1 -::1", "--PORT 1", "--save"},
			want: values{"bind": "127.0.0.1 -::1", "port": "1"}},
		{name: "bind in quotes", args: []string{"--bind", "127.0.0.1 ::1"}, want: values{"bind": "127.0.0.1 ::1"}},
		{name: "bind none", args: []string{"--bind", ""}, want: values{"bind": ""}},
		{name: "later wins", files: []string{"a.conf", "port 1\r\nPort 2\n\n# port 3\n  # port 4\nhz 20\nmaxclients 7"},
			stdin: "hz 30\ntimeout 5\n", args: []string{"a.conf", "-", "--timeout", "6", "--timeout", "7"},
			want: values{"port": "2", "hz": "30", "timeout": "7", "maxclients": "7"}},
		{name: "stdin alone", stdin: "port 9", args: []string{"-"}, want: values{"port": "9"}},
		{name: "stdin last", stdin: "port 9\nhz 9", args: []string{"--port", "8", "-"}, want: values{"port": "8", "hz": "9"}},
		{name: "quotes", files: []string{"a.conf", `requirepass "a b\x21"`, "b.conf", ""}, args: []string{"a.conf"},
			want: values{"requirepass": "a b!"}},
		{name: "units", args: []string{"--maxmemory", "1k", "--proto-max-bulk-len", "1GB", "--log-segment-bytes", "2mb", "--client-query-buffer-limit", "8589934591gb"},
			want: values{"maxmemory": "1000", "proto-max-bulk-len": "1073741824", "log-segment-bytes": "2097152", "client-query-buffer-limit": "9223372035781033984"}},
		{name: "enums fold", args: []string{"--appendfsync", "ALWAYS", "--appendonly", "No", "--maxmemory-policy", "NoEviction"},
			want: values{"appendfsync": "always", "appendonly": "no", "maxmemory-policy": "noeviction"}},
		{name: "hz is clamped", args: []string{"--hz", "100000"}, want: values{"hz": "500"}},
		{name: "octal", args: []string{"--unixsocketperm", "0700"}, want: values{"unixsocketperm": "700"}},
		{name: "limits add up", files: []string{"a.conf", "client-output-buffer-limit normal 1 2 3 slave 1mb 0 0\nclient-output-buffer-limit pubsub 4 5 6\n"},
			args: []string{"a.conf"}, want: values{"client-output-buffer-limit": "normal 1 2 3 slave 1048576 0 0 pubsub 4 5 6"}},
		{name: "include", files: []string{"/a.conf", "port 1\ninclude /d/*.conf\nhz 3", "/d/2.conf", "port 3", "/d/1.conf", "port 2\nhz 2\ntimeout 2", "/d/1.txt", "nonsense"},
			args: []string{"/a.conf"}, want: values{"port": "3", "hz": "3", "timeout": "2"}},
		{name: "include nothing", files: []string{"/d/a.txt", "hz 1"}, args: []string{"--include", "/d/*.conf"}, want: values{"hz": "10"}},
		{name: "dir of Windows", args: []string{"--dir", `C:\data`}, want: values{"dir": `C:\data`}},
	} {
		t.Run(c.name, func(t *testing.T) {
			cfg := New()
			if err := cfg.Load(files(t, c.files...), strings.NewReader(c.stdin), c.args); err != nil {
				t.Fatal(err)
			}
			for name, want := range c.want {
				if got := valueOf(t, cfg, name); got != want {
					t.Errorf("%s is %q, want %q", name, got, want)
				}
			}
		})
	}
}

func TestLoadErrors(t *testing.T) {
	for _, c := range []struct {
		file string // of a.conf
		args []string
		want string
		is   error
	}{
		{file: "\nport 99999", want: "a.conf:2: 'port 99999': argument must be between 0 and 65535 inclusive"},
		{file: "port", want: "a.conf:1: 'port': wrong number of arguments, expected as in: port 6379", is: ErrArity},
		{file: "bind", want: "a.conf:1: 'bind': wrong number of arguments, expected as in: bind 127.0.0.1 -::1", is: ErrArity},
		{file: "port 1 # mine", want: "a.conf:1: 'port 1 # mine': wrong number of arguments; a comment must stand on a line of its own", is: ErrArity},
		{file: `dir "a`, want: `a.conf:1: 'dir "a': Unbalanced quotes in configuration line; a closing quote must end the word`},
		{file: "maxmemroy 1gb", want: "a.conf:1: 'maxmemroy 1gb': Bad directive or wrong number of arguments: there is no setting 'maxmemroy'; did you mean 'maxmemory'?", is: ErrUnknown},
		{file: "frobnicate 1", want: "a.conf:1: 'frobnicate 1': Bad directive or wrong number of arguments: there is no setting 'frobnicate'", is: ErrUnknown},
		{file: "port=1", want: "a.conf:1: 'port=1': Bad directive or wrong number of arguments: write a blank after 'port', not an equals sign", is: ErrUnknown},
		{file: "hz ten", want: "a.conf:1: 'hz ten': argument couldn't be parsed into an integer"},
		{file: "shards 100", want: "a.conf:1: 'shards 100': argument must be a power of two between 1 and 1024"},
		{file: "shards 0", want: "a.conf:1: 'shards 0': argument must be between 1 and 1024 inclusive"},
		{file: "unixsocketperm 999", want: "a.conf:1: 'unixsocketperm 999': argument couldn't be parsed as an octal number"},
		{file: "unixsocketperm 1777", want: "a.conf:1: 'unixsocketperm 1777': argument must be between 0 and 777 inclusive"},
		{file: "maxmemory 10%", want: "a.conf:1: 'maxmemory 10%': argument must be a memory value"},
		{file: "maxmemory 8589934592gb", want: "a.conf:1: 'maxmemory 8589934592gb': argument must be between 0 and 9223372036854775807 inclusive"},
		{file: "maxmemory 99999999999999999999", want: "a.conf:1: 'maxmemory 99999999999999999999': argument must be between 0 and 9223372036854775807 inclusive"},
		{file: "maxmemory kb", want: "a.conf:1: 'maxmemory kb': argument must be a memory value"},
		{file: "save 900 1", want: `a.conf:1: 'save 900 1': snapshots by rule are not available in this version; the commit log keeps the data, so write: save ""`, is: ErrUnavailable},
		{file: "maxmemory-policy sometimes", want: "a.conf:1: 'maxmemory-policy sometimes': argument(s) must be one of the following: tiered, volatile-lru, volatile-lfu, volatile-random, volatile-ttl, allkeys-lru, allkeys-lfu, allkeys-random, noeviction"},
		{file: "include b.conf", want: "a.conf:1: 'include b.conf': cannot open the configuration file: open b.conf: file does not exist"},
		{file: "include", want: "a.conf:1: 'include': wrong number of arguments, expected as in: include other.conf", is: ErrArity},
		{file: "include a.conf", want: "a.conf:1: 'include a.conf': files include each other more than 16 deep"},
		{file: "port 1\ninclude bad.conf", want: "bad.conf:3: 'hz x': argument couldn't be parsed into an integer"},
		{file: "requirepass s3cret x", want: "a.conf:1: 'requirepass (hidden)': wrong number of arguments, expected as in: requirepass \"\"", is: ErrArity},
		{file: `requirepass "s3cret`, want: "a.conf:1: 'requirepass (hidden)': Unbalanced quotes in configuration line; a closing quote must end the word"},
		{file: "requirepas s3cret", want: "a.conf:1: 'requirepas (hidden)': Bad directive or wrong number of arguments: there is no setting 'requirepas'; did you mean 'requirepass'?", is: ErrUnknown},
		{args: []string{"--requirepass=s3cret"}, want: "command line: 'requirepass (hidden)': Bad directive or wrong number of arguments: write a blank after 'requirepass', not an equals sign", is: ErrUnknown},
		{args: []string{"--port", "x y"}, want: `command line: '--port "x y"': argument couldn't be parsed into an integer`},
		{args: []string{"--port", "--hz", "1"}, want: "command line: '--port': wrong number of arguments, expected as in: port 6379", is: ErrArity},
		{args: []string{"--"}, want: "command line: '--': expected the name of a setting, as in: --port 6379"},
		{args: []string{"-p", "1"}, want: "command line: '-p': expected an option, as in: --port 6379"},
		{args: []string{"none.conf"}, want: "cannot open the configuration file: open none.conf: file does not exist"},
		{args: []string{"-"}, want: "standard input:1: 'port x': argument couldn't be parsed into an integer"},
	} {
		fs := files(t, "a.conf", c.file, "bad.conf", "\n\nhz x")
		args := c.args
		if args == nil {
			args = []string{"a.conf"}
		}
		err := New().Load(fs, strings.NewReader("port x"), args)
		if err == nil || err.Error() != c.want {
			t.Errorf("%q %q:\n got %v\nwant %s", c.file, c.args, err, c.want)
		}
		if c.is != nil && !errors.Is(err, c.is) {
			t.Errorf("%v is not %v", err, c.is)
		}
	}
}

// A redis.conf that exists can be used as it is: what is about forks, dump files and replicas is passed over.
func TestForeignSettings(t *testing.T) {
	cfg := New()
	if err := cfg.Load(vfs.NewMem(), strings.NewReader("daemonize no\nport 7000\nrdbcompression yes\n"), []string{"-"}); err != nil {
		t.Fatal(err)
	}
	for _, name := range foreignNames {
		if cfg.lookup(name) != nil {
			t.Errorf("%s is there and would mean nothing", name)
		}
	}
	if got := strings.Join(cfg.Ignored(), " "); got != "daemonize rdbcompression" || cfg.Port.Load() != 7000 {
		t.Errorf("ignored %q, port %d", got, cfg.Port.Load())
	}
}
