package instance

import (
	"crypto/tls"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"

	"github.com/cockroachdb/pebble/v2/vfs"

	"github.com/holdfast-db/holdfast/internal/base/clock"
	"github.com/holdfast-db/holdfast/internal/certs/certstest"
	"github.com/holdfast-db/holdfast/internal/config"
	"github.com/holdfast-db/holdfast/internal/redistest"
)

// openTLS opens an instance with certificates below dir, which listens for TLS on a port that is returned.
func openTLS(t *testing.T, fs vfs.FS, dir string, authority *certstest.Authority) (*Instance, string) {
	t.Helper()
	file := func(name string) string { return fs.PathJoin(dir, name) }
	cert, key := authority.Sign(t, "server")
	writeFile(t, fs, file("server.crt"), string(cert))
	writeFile(t, fs, file("server.key"), string(key))
	writeFile(t, fs, file("ca.crt"), string(authority.PEM))
	in := open(t, fs, clock.NewSystem(), "--appendonly", "no", "--tls-port", "1", // the listener below has another
		"--tls-cert-file", file("server.crt"), "--tls-key-file", file("server.key"), "--tls-ca-cert-file", file("ca.crt"))
	t.Cleanup(func() { closeInstance(t, in) })
	if err := in.server.ListenTLS("127.0.0.1:0", in.certs.Config()); err != nil {
		t.Fatal(err)
	}
	return in, in.server.Addrs()[0].String()
}

// pingTLS reports how a new connection fares.
func pingTLS(t *testing.T, addr string, client *tls.Config) error {
	t.Helper()
	conn, err := tls.Dial("tcp", addr, client)
	if err != nil {
		return err
	}
	c := redistest.NewClient(conn)
	defer c.Close()
	v, err := c.Do("PING")
	if err == nil && string(v.Str) != "PONG" {
		t.Errorf("PING: %s", v.AppendText(nil))
	}
	return err
}

func TestTLSFollowsSettings(t *testing.T) {
	authority := certstest.New(t)
	in, addr := openTLS(t, vfs.NewMem(), "", authority)
	known, unknown := authority.ClientConfig(t, true), authority.ClientConfig(t, false)
	for _, s := range []struct {
		auth           string
		known, unknown bool
	}{
		{"yes", true, false}, {"no", true, true}, {"optional", true, true}, {"yes", true, false},
	} {
		do(t, in, "CONFIG", "SET", "tls-auth-clients", s.auth)
		if err := pingTLS(t, addr, known); (err == nil) != s.known {
			t.Errorf("%s, with a certificate: %v", s.auth, err)
		}
		if err := pingTLS(t, addr, unknown); (err == nil) != s.unknown {
			t.Errorf("%s, without a certificate: %v", s.auth, err)
		}
	}
	c := dialIn(t, in)
	expect(t, c, "CONFIG SET tls-key-file nosuch.key", "(error) ERR CONFIG SET failed (possibly related to argument"+
		" 'tls-key-file') - Unable to update TLS configuration: ")
	expect(t, c, "CONFIG GET tls-key-file", "1) \"tls-key-file\"\n2) \"server.key\"")
	if err := pingTLS(t, addr, known); err != nil {
		t.Errorf("after a change that failed: %v", err)
	}
}

// TestTLSReload proves that a new certificate is served from the reload on, and that connections which are there stay.
func TestTLSReload(t *testing.T) {
	fs, old := vfs.NewMem(), certstest.New(t)
	in, addr := openTLS(t, fs, "", old)
	conn, err := tls.Dial("tcp", addr, old.ClientConfig(t, true))
	if err != nil {
		t.Fatal(err)
	}
	there := redistest.NewClient(conn)
	defer there.Close()
	expect(t, there, "PING", "PONG")

	renewed := certstest.New(t)
	cert, key := renewed.Sign(t, "server")
	writeFile(t, fs, "server.crt", string(cert))
	if err := in.ReloadTLS(); err == nil {
		t.Error("a certificate is taken without its key")
	}
	writeFile(t, fs, "server.key", string(key))
	writeFile(t, fs, "ca.crt", string(renewed.PEM))
	if err := pingTLS(t, addr, old.ClientConfig(t, true)); err != nil {
		t.Errorf("before the reload: %v", err)
	}
	if err := in.ReloadTLS(); err != nil {
		t.Fatal(err)
	}
	if err := pingTLS(t, addr, renewed.ClientConfig(t, true)); err != nil {
		t.Errorf("after the reload: %v", err)
	}
	if err := pingTLS(t, addr, old.ClientConfig(t, true)); err == nil {
		t.Error("the old authority is trusted after the reload")
	}
	expect(t, there, "PING", "PONG")
}

func TestTLSNeedsCertificates(t *testing.T) {
	fs, cfg := vfs.NewMem(), config.New()
	if err := cfg.Load(fs, nil, []string{"--dir", "data", "--tls-port", "1"}); err != nil {
		t.Fatal(err)
	}
	in, err := Open(cfg, Environment{FS: fs, ManualCron: true})
	if err == nil {
		closeInstance(t, in)
	}
	if err == nil || !strings.Contains(err.Error(), "tls-cert-file") {
		t.Errorf("a port for TLS without a certificate: %v", err)
	}
}

func TestRedisCLIOverTLS(t *testing.T) {
	cli, err := exec.LookPath("redis-cli")
	if err != nil {
		t.Skip("there is no redis-cli")
	}
	dir, authority := t.TempDir(), certstest.New(t)
	cert, key := authority.Sign(t, "client")
	file := func(name string) string { return filepath.Join(dir, name) }
	writeFile(t, vfs.Default, file("client.crt"), string(cert))
	writeFile(t, vfs.Default, file("client.key"), string(key))
	_, addr := openTLS(t, vfs.Default, dir, authority)
	_, port, _ := strings.Cut(addr, ":")
	ask := func(more ...string) string {
		args := append([]string{"-h", "127.0.0.1", "-p", port, "--tls", "--cacert", file("ca.crt")}, more...)
		out, _ := exec.Command(cli, args...).CombinedOutput() // a failure shows in what it says
		return strings.TrimSpace(string(out))
	}
	secret := []string{"--cert", file("client.crt"), "--key", file("client.key")}
	if got := ask(append(secret, "SET", "k", "v")...); got != "OK" {
		t.Errorf("SET: %s", got)
	}
	if got := ask(append(secret, "GET", "k")...); got != "v" {
		t.Errorf("GET: %s", got)
	}
	if got := ask("GET", "k"); got == "v" {
		t.Error("who shows no certificate is served")
	}
}
