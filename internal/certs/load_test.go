package certs

import (
	"bytes"
	"crypto/tls"
	"errors"
	"io"
	"net"
	"os/exec"
	"strings"
	"testing"

	"github.com/cockroachdb/pebble/v2/vfs"

	"github.com/holdfast-db/holdfast/internal/certs/certstest"
)

func write(t *testing.T, fs vfs.FS, name string, text []byte) {
	t.Helper()
	f, err := fs.Create(name, vfs.WriteCategoryUnspecified)
	if err == nil {
		_, err = f.Write(bytes.Clone(text)) // the file system may scribble on it
	}
	if err == nil {
		err = f.Close()
	}
	if err != nil {
		t.Fatal(err)
	}
}

// directory has a server's certificate and key, and the authority that signed them, twice.
func directory(t *testing.T) (vfs.FS, *certstest.Authority, Options) {
	t.Helper()
	fs, authority := vfs.NewMem(), certstest.New(t)
	cert, key := authority.Sign(t, "server")
	if err := fs.MkdirAll("ca", 0o755); err != nil {
		t.Fatal(err)
	}
	write(t, fs, "server.crt", cert)
	write(t, fs, "server.key", key)
	write(t, fs, "ca.crt", authority.PEM)
	write(t, fs, "ca/one.pem", authority.PEM)
	write(t, fs, "ca/README", []byte("not a certificate"))
	return fs, authority, Options{CertFile: "server.crt", KeyFile: "server.key", CAFile: "ca.crt"}
}

// shake has a client and a server agree, and returns what the client agreed to.
func shake(t *testing.T, server, client *tls.Config) (tls.ConnectionState, error) {
	t.Helper()
	near, far := net.Pipe()
	defer near.Close()
	done := make(chan error, 1)
	go func() {
		conn := tls.Server(far, server)
		err := conn.Handshake()
		if err == nil {
			_, err = conn.Write([]byte("x"))
		}
		far.Close()
		done <- err
	}()
	conn := tls.Client(near, client)
	_, readErr := io.ReadFull(conn, make([]byte, 1)) // with TLS 1.3 a refusal comes after the handshake
	near.Close()
	if err := <-done; err != nil {
		return tls.ConnectionState{}, err
	}
	return conn.ConnectionState(), readErr
}

func TestClientCertificates(t *testing.T) {
	fs, authority, o := directory(t)
	stranger := certstest.New(t).ClientConfig(t, true)
	stranger.RootCAs = authority.ClientConfig(t, false).RootCAs
	for _, ca := range []Options{{CAFile: "ca.crt"}, {CADir: "ca"}} {
		o.CAFile, o.CADir = ca.CAFile, ca.CADir
		for _, c := range []struct {
			auth   ClientAuth
			client *tls.Config
			want   bool
		}{
			{ClientMust, authority.ClientConfig(t, true), true},
			{ClientMust, authority.ClientConfig(t, false), false},
			{ClientMust, stranger, false},
			{ClientMay, authority.ClientConfig(t, true), true},
			{ClientMay, authority.ClientConfig(t, false), true},
			{ClientNeedNot, authority.ClientConfig(t, false), true},
		} {
			o.ClientAuth = c.auth
			config, err := Load(fs, o)
			if err != nil {
				t.Fatal(err)
			}
			if _, err := shake(t, config, c.client); (err == nil) != c.want {
				t.Errorf("authority %+v, policy %d: %v", ca, c.auth, err)
			}
		}
	}
}

func TestProtocolsAndCiphers(t *testing.T) {
	fs, authority, o := directory(t)
	o.ClientAuth = ClientNeedNot
	for _, c := range []struct {
		protocols, ciphers string
		version, suite     uint16
		fails              bool // to load
	}{
		{"", "", tls.VersionTLS13, 0, false},
		{"TLSv1.2", "", tls.VersionTLS12, 0, false},
		{"tlsv1.2 TLSv1.3", "DEFAULT", tls.VersionTLS13, 0, false},
		{"TLSv1.2", "ECDHE-ECDSA-CHACHA20-POLY1305", tls.VersionTLS12, tls.TLS_ECDHE_ECDSA_WITH_CHACHA20_POLY1305_SHA256, false},
		{"TLSv1.2", "ECDHE-ECDSA-AES256-GCM-SHA384:ECDHE-RSA-AES128-SHA", tls.VersionTLS12, tls.TLS_ECDHE_ECDSA_WITH_AES_256_GCM_SHA384, false},
		{"TLSv1.2", "TLS_ECDHE_ECDSA_WITH_AES_128_CBC_SHA", tls.VersionTLS12, tls.TLS_ECDHE_ECDSA_WITH_AES_128_CBC_SHA, false},
		{"TLSv1 TLSv1.2", "", 0, 0, true},
		{"SSLv3", "", 0, 0, true},
		{"", "DEFAULT:-AES128-SHA256", 0, 0, true},
	} {
		o.Protocols, o.Ciphers = c.protocols, c.ciphers
		config, err := Load(fs, o)
		if (err != nil) != c.fails {
			t.Errorf("%q %q: %v", c.protocols, c.ciphers, err)
		}
		if err != nil {
			continue
		}
		got, err := shake(t, config, authority.ClientConfig(t, false))
		if err != nil || got.Version != c.version || c.suite != 0 && got.CipherSuite != c.suite {
			t.Errorf("%q %q: agreed on %s and %s, %v", c.protocols, c.ciphers,
				tls.VersionName(got.Version), tls.CipherSuiteName(got.CipherSuite), err)
		}
	}
}

func TestOldProtocolsMustBeAskedFor(t *testing.T) {
	fs, authority, o := directory(t)
	o.ClientAuth = ClientNeedNot
	config, err := Load(fs, o)
	if err != nil {
		t.Fatal(err)
	}
	client := authority.ClientConfig(t, false)
	client.MinVersion, client.MaxVersion = tls.VersionTLS10, tls.VersionTLS11
	if _, err := shake(t, config, client); err == nil {
		t.Error("TLS 1.1 is accepted by default")
	}
}

func TestLoadErrors(t *testing.T) {
	fs, _, good := directory(t)
	_, otherKey := certstest.New(t).Sign(t, "other")
	write(t, fs, "other.key", otherKey)
	write(t, fs, "empty", nil)
	write(t, fs, "old.key", []byte("-----BEGIN RSA PRIVATE KEY-----\nProc-Type: 4,ENCRYPTED\nDEK-Info: AES-256-CBC,00\n\nAAAA\n-----END RSA PRIVATE KEY-----\n"))
	for _, c := range []struct {
		change func(*Options)
		want   string
	}{
		{func(o *Options) { o.CertFile = "" }, ErrNoCertificate.Error()},
		{func(o *Options) { o.KeyFile = "" }, ErrNoCertificate.Error()},
		{func(o *Options) { o.CAFile = "" }, ErrNoAuthority.Error()},
		{func(o *Options) { o.CAFile = "empty" }, "there is no certificate in empty"},
		{func(o *Options) { o.CAFile = "missing" }, "missing"},
		{func(o *Options) { o.CADir = "missing" }, "missing"},
		{func(o *Options) { o.CertFile = "missing.crt" }, "missing.crt"},
		{func(o *Options) { o.KeyFile = "missing.key" }, "missing.key"},
		{func(o *Options) { o.KeyFile = "other.key" }, "other.key"},
		{func(o *Options) { o.KeyFile = "empty" }, "empty"},
		{func(o *Options) { o.KeyFile = "old.key" }, "encrypted in the old way"},
	} {
		o := good
		c.change(&o)
		if _, err := Load(fs, o); err == nil || !strings.Contains(err.Error(), c.want) {
			t.Errorf("%+v: %v, want %s", o, err, c.want)
		}
	}
}

// TestEncryptedKeys takes the keys that OpenSSL encrypts.
func TestEncryptedKeys(t *testing.T) {
	openssl, err := exec.LookPath("openssl")
	if err != nil {
		t.Skip("there is no openssl")
	}
	fs, _, o := directory(t)
	o.ClientAuth = ClientNeedNot
	plain, err := readFile(fs, "server.key")
	if err != nil {
		t.Fatal(err)
	}
	for _, args := range [][]string{
		{"-v2", "aes256"}, {"-v2", "aes128", "-v2prf", "hmacWithSHA1"}, {"-v2", "aes-192-cbc", "-v2prf", "hmacWithSHA512", "-iter", "10"},
	} {
		cmd := exec.Command(openssl, append([]string{"pkcs8", "-topk8", "-passout", "pass:1234"}, args...)...)
		cmd.Stdin = bytes.NewReader(plain)
		sealed, err := cmd.Output()
		if err != nil {
			t.Fatalf("openssl %q: %v", args, err)
		}
		write(t, fs, "sealed.key", sealed)
		o.KeyFile, o.KeyPassword = "sealed.key", "1234"
		if _, err := Load(fs, o); err != nil {
			t.Errorf("%q: %v", args, err)
		}
		for _, wrong := range []string{"", "12345"} {
			o.KeyPassword = wrong
			if _, err := Load(fs, o); !errors.Is(err, errKeyPassword) {
				t.Errorf("%q with password %q: %v", args, wrong, err)
			}
		}
	}
}

func TestKeeperReplaces(t *testing.T) {
	fs, authority, o := directory(t)
	o.ClientAuth = ClientNeedNot
	var keeper Keeper
	for range 2 {
		config, err := Load(fs, o)
		if err != nil {
			t.Fatal(err)
		}
		keeper.Set(config)
		if _, err := shake(t, keeper.Config(), authority.ClientConfig(t, false)); err != nil {
			t.Errorf("authority of now: %v", err)
		}
		authority = certstest.New(t)
		cert, key := authority.Sign(t, "server")
		write(t, fs, "server.crt", cert)
		write(t, fs, "server.key", key)
	}
}
