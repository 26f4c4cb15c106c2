package main

import (
	"io"
	"net/http"
	"net/http/httptest"
	"net/url"
	"strings"
	"testing"

	"github.com/holdfast-db/holdfast"
)

const long = "https://example.com/a/long/path?with=a&query#there"

// app is the shortener as visitors meet it.
type app struct {
	t      *testing.T
	dir    string
	db     *holdfast.DB
	server *httptest.Server
}

func start(t *testing.T) *app {
	t.Helper()
	a := &app{t: t, dir: t.TempDir()}
	a.open()
	t.Cleanup(func() { a.close() })
	return a
}

func (a *app) open() {
	a.t.Helper()
	db, err := holdfast.Open(a.dir, holdfast.Options{})
	if err != nil {
		a.t.Fatal(err)
	}
	a.db, a.server = db, httptest.NewServer(handler(db))
}

func (a *app) close() {
	a.t.Helper()
	a.server.Close()
	if err := a.db.Close(); err != nil {
		a.t.Error(err)
	}
}

// request returns the status, the body, and where a redirect goes.
func (a *app) request(method, path, form string) (code int, body, location string) {
	a.t.Helper()
	r, err := http.NewRequest(method, a.server.URL+path, strings.NewReader(form))
	if err != nil {
		a.t.Fatal(err)
	}
	r.Header.Set("Content-Type", "application/x-www-form-urlencoded")
	resp, err := http.DefaultTransport.RoundTrip(r) // a client would follow the redirect
	if err != nil {
		a.t.Fatal(err)
	}
	defer resp.Body.Close()
	text, err := io.ReadAll(resp.Body)
	if err != nil {
		a.t.Fatal(err)
	}
	return resp.StatusCode, string(text), resp.Header.Get("Location")
}

func (a *app) expectClicks(want string) {
	a.t.Helper()
	code, body, _ := a.request("GET", "/1/stats", "")
	if code != 200 || body != `{"clicks":`+want+`,"url":"https://example.com/a/long/path?with=a\u0026query#there"}`+"\n" {
		a.t.Errorf("stats: %d %s", code, body)
	}
}

func TestEndToEnd(t *testing.T) {
	a := start(t)
	code, body, _ := a.request("POST", "/", "url="+url.QueryEscape(long))
	if code != http.StatusCreated || body != a.server.URL+"/1\n" {
		t.Fatalf("shorten: %d %q", code, body)
	}
	a.expectClicks("0")
	for range 2 {
		if code, _, location := a.request("GET", "/1", ""); code != http.StatusFound || location != long {
			t.Errorf("follow: %d %q", code, location)
		}
	}
	a.expectClicks("2")

	a.close()
	a.open()
	a.expectClicks("2")
	if code, _, location := a.request("GET", "/1", ""); code != http.StatusFound || location != long {
		t.Errorf("follow after the restart: %d %q", code, location)
	}
	a.expectClicks("3")
	if _, body, _ := a.request("POST", "/", "url=http://example.org"); body != a.server.URL+"/2\n" {
		t.Errorf("the second link is %q", body)
	}
}

func TestRefusals(t *testing.T) {
	a := start(t)
	for _, c := range []struct {
		method, path, form string
		want               int
	}{
		{"GET", "/nosuch", "", 404},
		{"GET", "/nosuch/stats", "", 404},
		{"GET", "/", "", 405},
		{"POST", "/", "", 400},
		{"POST", "/", "url=", 400},
		{"POST", "/", "url=example.com", 400},
		{"POST", "/", "url=javascript:alert(1)", 400},
		{"POST", "/", "url=http://", 400},
		{"POST", "/", "url=http://a/" + strings.Repeat("x", maxURLBytes), 400},
	} {
		if code, body, _ := a.request(c.method, c.path, c.form); code != c.want {
			t.Errorf("%s %s %.40q: %d %s, want %d", c.method, c.path, c.form, code, body, c.want)
		}
	}
}

func TestLimit(t *testing.T) {
	a := start(t)
	for i := range limitPerWindow + 1 {
		want := http.StatusCreated
		if i == limitPerWindow {
			want = http.StatusTooManyRequests
		}
		if code, body, _ := a.request("POST", "/", "url=http://example.org"); code != want {
			t.Errorf("link %d: %d %s, want %d", i+1, code, body, want)
		}
	}
	ttl, err := a.db.Do(t.Context(), "TTL", "made:127.0.0.1")
	if err != nil {
		t.Fatal(err)
	}
	if n, err := ttl.Int(); n < 1 || n > windowSeconds || err != nil {
		t.Errorf("the window ends in %d seconds, %v", n, err)
	}
}

func TestBase62(t *testing.T) {
	for n, want := range map[int64]string{0: "0", 9: "9", 10: "A", 35: "Z", 36: "a", 61: "z", 62: "10", 3843: "zz", 3844: "100"} {
		if got := base62(n); got != want {
			t.Errorf("base62(%d) is %s, want %s", n, got, want)
		}
	}
}
