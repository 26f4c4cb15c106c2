// Urlshortener is a whole URL shortener on the embedded database: base62 codes, redirects, click counts and a limit
// for each address, in one process and one file.
package main

import (
	"context"
	"encoding/json"
	"errors"
	"flag"
	"fmt"
	"log"
	"net"
	"net/http"
	"net/url"
	"os"
	"os/signal"
	"strconv"
	"syscall"
	"time"

	"github.com/holdfast-db/holdfast"
)

const (
	maxURLBytes      = 2048
	limitPerWindow   = 20 // new links an address may make
	windowSeconds    = 60
	shutdownPatience = 10 * time.Second
)

func main() {
	addr := flag.String("addr", "127.0.0.1:8080", "address to listen on")
	dir := flag.String("dir", "./data", "directory of the database")
	flag.Parse()
	if err := run(*addr, *dir); err != nil {
		log.Fatal(err)
	}
}

// run serves until the process is told to stop. The database is closed last, so that what was answered is stored.
func run(addr, dir string) (err error) {
	db, err := holdfast.Open(dir, holdfast.Options{})
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, db.Close()) }()
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt, syscall.SIGTERM)
	defer stop()
	server := &http.Server{Addr: addr, Handler: handler(db), ReadHeaderTimeout: 5 * time.Second}
	failed := make(chan error, 1)
	go func() { failed <- server.ListenAndServe() }()
	log.Printf("listening on http://%s", addr)
	select {
	case err := <-failed:
		return err
	case <-ctx.Done():
	}
	patience, cancel := context.WithTimeout(context.Background(), shutdownPatience)
	defer cancel()
	return server.Shutdown(patience)
}

// shortener has these keys: next, the last number given out; url:CODE and clicks:CODE; made:ADDRESS, how many links
// an address has made in its window.
type shortener struct{ db *holdfast.DB }

func handler(db *holdfast.DB) http.Handler {
	s := shortener{db}
	mux := http.NewServeMux()
	mux.HandleFunc("POST /{$}", answer(s.shorten))
	mux.HandleFunc("GET /{code}", answer(s.follow))
	mux.HandleFunc("GET /{code}/stats", answer(s.stats))
	return mux
}

// status is an error that the visitor is told about.
type status int

func (s status) Error() string { return http.StatusText(int(s)) }

// answer makes a handler of a function that may fail.
func answer(f func(w http.ResponseWriter, r *http.Request) error) http.HandlerFunc {
	return func(w http.ResponseWriter, r *http.Request) {
		err := f(w, r)
		var code status
		switch {
		case err == nil:
		case errors.As(err, &code):
			http.Error(w, code.Error(), int(code))
		case errors.Is(err, holdfast.ErrNil):
			http.NotFound(w, r)
		default:
			log.Printf("%s %s: %v", r.Method, r.URL.Path, err)
			http.Error(w, "internal error", http.StatusInternalServerError)
		}
	}
}

// shorten stores a link and returns its short form.
func (s shortener) shorten(w http.ResponseWriter, r *http.Request) error {
	if err := s.admit(r); err != nil {
		return err
	}
	r.Body = http.MaxBytesReader(w, r.Body, 2*maxURLBytes)
	long := r.PostFormValue("url")
	u, err := url.Parse(long)
	if err != nil || u.Host == "" || u.Scheme != "http" && u.Scheme != "https" || len(long) > maxURLBytes {
		return status(http.StatusBadRequest)
	}
	n, err := s.number(r.Context(), "INCR", "next")
	if err != nil {
		return err
	}
	code := base62(n)
	if _, err := s.db.Do(r.Context(), "SET", "url:"+code, long); err != nil {
		return err
	}
	w.WriteHeader(http.StatusCreated)
	_, err = fmt.Fprintf(w, "http://%s/%s\n", r.Host, code)
	return err
}

// admit counts what an address makes. The expiry is asked for each time and set once, so that a counter whose maker
// died in between is mended by the next request.
func (s shortener) admit(r *http.Request) error {
	ip, _, err := net.SplitHostPort(r.RemoteAddr)
	if err != nil {
		return err
	}
	made, err := s.number(r.Context(), "INCR", "made:"+ip)
	if err != nil {
		return err
	}
	if _, err := s.number(r.Context(), "EXPIRE", "made:"+ip, strconv.Itoa(windowSeconds), "NX"); err != nil {
		return err
	}
	if made > limitPerWindow {
		return status(http.StatusTooManyRequests)
	}
	return nil
}

// follow counts a click and redirects. The redirect is a temporary one: browsers keep the others and come no more.
func (s shortener) follow(w http.ResponseWriter, r *http.Request) error {
	code := r.PathValue("code")
	reply, err := s.db.Do(r.Context(), "GET", "url:"+code)
	if err != nil {
		return err
	}
	long, err := reply.Text()
	if err != nil {
		return err
	}
	if _, err := s.number(r.Context(), "INCR", "clicks:"+code); err != nil {
		return err
	}
	http.Redirect(w, r, long, http.StatusFound)
	return nil
}

// stats tells where a link goes and how often it was followed.
func (s shortener) stats(w http.ResponseWriter, r *http.Request) error {
	code := r.PathValue("code")
	reply, err := s.db.Do(r.Context(), "MGET", "url:"+code, "clicks:"+code)
	if err != nil {
		return err
	}
	values, err := reply.Array()
	if err != nil {
		return err
	}
	long, err := values[0].Text()
	if err != nil {
		return err
	}
	clicks, err := values[1].Int()
	if err != nil && !errors.Is(err, holdfast.ErrNil) { // nobody came yet
		return err
	}
	w.Header().Set("Content-Type", "application/json")
	return json.NewEncoder(w).Encode(map[string]any{"url": long, "clicks": clicks})
}

// number runs a command that returns an integer.
func (s shortener) number(ctx context.Context, words ...string) (int64, error) {
	reply, err := s.db.Do(ctx, words...)
	if err != nil {
		return 0, err
	}
	return reply.Int()
}

func base62(n int64) string {
	const digits = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz"
	if n < 62 {
		return digits[n : n+1]
	}
	return base62(n/62) + digits[n%62:n%62+1]
}
