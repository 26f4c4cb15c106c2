package main

import (
	"errors"
	"fmt"
	"io"
	"net"
	"net/http"
	"os"
	"strconv"
)

// profilePath is where the compiler looks for what to optimise for: https://go.dev/doc/pgo.
const profilePath = "../cmd/holdfast/default.pgo"

// mixCases are the commands of the profile besides those on collections, with many keys.
var mixCases = []collectionCase{
	{"SET", "SET key:__rand_int__ value"},
	{"GET", "GET key:__rand_int__"},
	{"MGET", "MGET key:__rand_int__ key:__rand_int__ key:__rand_int__"},
	{"INCR", "INCR counter:__rand_int__"},
	{"EXPIRE", "EXPIRE key:__rand_int__ 1000"},
	{"RPUSH", "RPUSH biglist value:__rand_int__"},
	{"LPOP", "LPOP biglist"},
	{"HGET, small", "HGET hash:__rand_int__ name"},
}

// profile writes anew what the compiler optimises the server for: the profile of a server that does a little of everything.
func profile(o options, binary, dir string) error {
	port, err := freePort()
	if err != nil {
		return err
	}
	addr := net.JoinHostPort("127.0.0.1", strconv.Itoa(port))
	server, err := startHoldfast(binary, "everysec", dir, "--http-addr "+addr+" --enable-debug-command local")
	if err != nil {
		return err
	}
	defer server.stop()
	for _, kind := range bigKinds {
		if err := loadBig(server.addr(), kind); err != nil {
			return err
		}
	}
	written := make(chan error, 1)
	go func() {
		written <- fetchProfile(fmt.Sprintf("http://%s/debug/pprof/profile?seconds=%d", addr, o.profileSeconds))
	}()
	for {
		if err := mix(server, o.requests); err != nil {
			return errors.Join(err, <-written)
		}
		select {
		case err := <-written:
			return err
		default:
		}
	}
}

// mix sends some of everything.
func mix(p *process, requests int) error {
	cases := append(append(append([]collectionCase(nil), mixCases...), bigCases...), smallCases...)
	for _, c := range cases {
		if _, err := measureWords(p, c, requests/2); err != nil {
			return err
		}
	}
	for _, s := range benchScripts() {
		if _, err := measureScript(p, s, "16", requests/4); err != nil {
			return err
		}
	}
	for _, depth := range []int{1, 16} {
		if _, err := measureTransactions(p, depth, requests/setsAtOnce/depth); err != nil {
			return err
		}
	}
	for _, count := range []int{1, 10} {
		if _, err := measureGroups(p, count, requests/2); err != nil {
			return err
		}
	}
	return nil
}

func fetchProfile(url string) error {
	reply, err := http.Get(url)
	if err != nil {
		return err
	}
	defer reply.Body.Close()
	data, err := io.ReadAll(reply.Body)
	if err == nil && reply.StatusCode != http.StatusOK {
		err = fmt.Errorf("%s: %s: %s", url, reply.Status, data)
	}
	if err != nil {
		return err
	}
	return os.WriteFile(profilePath, data, 0o644)
}
