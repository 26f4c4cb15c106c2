package clients

import (
	"context"
	"fmt"
	"net"
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/redis/go-redis/v9"

	"github.com/holdfast-db/holdfast/internal/certs/certstest"
	"github.com/holdfast-db/holdfast/test/process"
)

// TestGoRedisSecured runs the program over TLS as a user with a password, which the URL names as users write it.
func TestGoRedisSecured(t *testing.T) {
	dir, authority := t.TempDir(), certstest.New(t)
	cert, key := authority.Sign(t, "server")
	files := map[string][]byte{"server.crt": cert, "server.key": key, "ca.crt": authority.PEM}
	for name, text := range files {
		if err := os.WriteFile(filepath.Join(dir, name), text, 0o600); err != nil {
			t.Fatal(err)
		}
	}
	server := process.Start(t, filepath.Join(dir, "data"), "--tls-port", strconv.Itoa(freePort(t)),
		"--tls-cert-file", filepath.Join(dir, "server.crt"), "--tls-key-file", filepath.Join(dir, "server.key"),
		"--tls-ca-cert-file", filepath.Join(dir, "ca.crt"),
		"--user", "default", "off", "--user", "app", "on", ">secret", "+@all", "-acl", "~*", "&*")
	for _, protocol := range []int{2, 3} {
		t.Run(fmt.Sprintf("resp%d", protocol), func(t *testing.T) {
			o, err := redis.ParseURL("rediss://app:secret@" + server.Addr())
			if err != nil {
				t.Fatal(err)
			}
			o.Protocol, o.TLSConfig = protocol, authority.ClientConfig(t, true)
			exercise(t, redis.NewClient(o))
		})
	}
	for name, change := range map[string]func(*redis.Options){
		"NOPERM":               func(o *redis.Options) {},
		"WRONGPASS":            func(o *redis.Options) { o.Password = "wrong" },
		"NOAUTH":               func(o *redis.Options) { o.Username, o.Password = "", "" },
		"certificate required": func(o *redis.Options) { o.TLSConfig = authority.ClientConfig(t, false) },
		"signed by unknown":    func(o *redis.Options) { o.TLSConfig = certstest.New(t).ClientConfig(t, true) },
	} {
		o := &redis.Options{Addr: server.Addr(), Username: "app", Password: "secret",
			TLSConfig: authority.ClientConfig(t, true), MaxRetries: -1, DialTimeout: 5 * time.Second}
		change(o)
		client := redis.NewClient(o)
		if err := client.Do(context.Background(), "ACL", "LIST").Err(); err == nil || !strings.Contains(err.Error(), name) {
			t.Errorf("want %s, got %v", name, err)
		}
		client.Close()
	}
}

func freePort(t *testing.T) int {
	t.Helper()
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	defer l.Close()
	return l.Addr().(*net.TCPAddr).Port
}
