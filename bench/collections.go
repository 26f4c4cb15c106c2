package main

import (
	"bufio"
	"fmt"
	"net"
	"os/exec"
	"strconv"
	"strings"
)

// bigElements is the size of the big collections.
const bigElements = 1_000_000

// collectionCase is one command on a collection that was loaded before.
type collectionCase struct {
	name string
	// words are redis-benchmark's: __rand_int__ becomes twelve random digits below a million.
	words string
}

// bigCases work on collections of a million elements, smallCases on many small ones.
var (
	bigCases = []collectionCase{
		{"HSET", "HSET bighash field:__rand_int__ value"},
		{"HGET", "HGET bighash field:__rand_int__"},
		{"SADD", "SADD bigset member:__rand_int__"},
		{"SISMEMBER", "SISMEMBER bigset member:__rand_int__"},
		{"SPOP", "SPOP bigset"},
		{"ZADD", "ZADD bigzset __rand_int__ member:__rand_int__"},
		{"ZINCRBY", "ZINCRBY bigzset 1 member:__rand_int__"},
		{"ZRANK", "ZRANK bigzset member:__rand_int__"},
		{"ZRANGE 10 by rank", "ZRANGE bigzset 500000 500009"},
		{"ZRANGE 10 by score", "ZRANGE bigzset __rand_int__ +inf BYSCORE LIMIT 0 10"},
		{"LPUSH", "LPUSH biglist value:__rand_int__"},
		{"LINDEX in the middle", "LINDEX biglist 500000"},
		{"LRANGE 100", "LRANGE biglist 0 99"},
		{"XADD", "XADD bigstream * name value:__rand_int__"},
		{"XRANGE 10", "XRANGE bigstream __rand_int__ + COUNT 10"},
	}
	smallCases = []collectionCase{
		{"HSET, small", "HSET hash:__rand_int__ name value"},
		{"HGET, small", "HGET hash:__rand_int__ name"},
		{"SADD, small", "SADD set:__rand_int__ member"},
		{"ZADD, small", "ZADD zset:__rand_int__ 1 member"},
		{"LPUSH, small", "LPUSH list:__rand_int__ value"},
	}
)

func collections(o options, binary, dir string) error {
	holdfast, redis, err := startPair(o, binary, dir, "off")
	if err != nil {
		return err
	}
	defer holdfast.stop()
	defer redis.stop()
	for _, p := range []*process{holdfast, redis} {
		for _, kind := range bigKinds {
			if err := loadBig(p.addr(), kind); err != nil {
				return err
			}
		}
	}
	fmt.Println("\nCollections, pipeline 16, Holdfast / redis-server")
	fmt.Println("| command | rate ratio | CPU/op ratio | Holdfast op/s | redis-server op/s |")
	fmt.Println("|---|--:|--:|--:|--:|")
	for _, c := range append(bigCases, smallCases...) {
		if err := compareWords(o, c, holdfast, redis); err != nil {
			return err
		}
	}
	return nil
}

func compareWords(o options, c collectionCase, holdfast, redis *process) error {
	var rates, cpus, ours, theirs []float64
	for range o.rounds {
		h, err := measureWords(holdfast, c, o.requests)
		if err != nil {
			return err
		}
		r, err := measureWords(redis, c, o.requests)
		if err != nil {
			return err
		}
		rates, cpus = append(rates, h.rate/r.rate), append(cpus, h.cpuMicros/r.cpuMicros)
		ours, theirs = append(ours, h.rate), append(theirs, r.rate)
	}
	fmt.Printf("| %s | %.2f | %.2f | %.0f | %.0f |\n", c.name, median(rates), median(cpus), median(ours), median(theirs))
	return nil
}

func measureWords(p *process, c collectionCase, requests int) (sample, error) {
	before, err := p.cpuSeconds()
	if err != nil {
		return sample{}, err
	}
	args := []string{"-p", strconv.Itoa(p.port), "-P", "16", "-n", strconv.Itoa(requests), "-c", "50", "-r", "1000000", "--csv"}
	out, err := exec.Command("redis-benchmark", append(args, strings.Fields(c.words)...)...).CombinedOutput()
	if err != nil {
		return sample{}, fmt.Errorf("redis-benchmark %s on %s: %w: %s", c.words, p.name, err, out)
	}
	after, err := p.cpuSeconds()
	if err != nil {
		return sample{}, err
	}
	rate, err := parseRate(string(out), c.words)
	return sample{rate: rate, cpuMicros: (after - before) * 1e6 / float64(requests)}, err
}

// kind is one type of collection to load: the command that adds one element.
type kind struct {
	name string
	add  func(i int) []string
}

var bigKinds = []kind{
	{"hash", func(i int) []string { return []string{"HSET", "bighash", fmt.Sprintf("field:%012d", i), "value"} }},
	{"set", func(i int) []string { return []string{"SADD", "bigset", fmt.Sprintf("member:%012d", i)} }},
	{"sorted set", func(i int) []string {
		return []string{"ZADD", "bigzset", strconv.Itoa(i * 7919 % bigElements), fmt.Sprintf("member:%012d", i)}
	}},
	{"list", func(i int) []string { return []string{"RPUSH", "biglist", fmt.Sprintf("value:%012d", i)} }},
	{"stream", func(i int) []string {
		return []string{"XADD", "bigstream", fmt.Sprintf("%d-1", i+1), "name", fmt.Sprintf("value:%010d", i)}
	}},
}

// smallHash is a million hashes of five fields.
var smallHash = kind{"1M hashes of 5 fields", func(i int) []string {
	return []string{"HSET", fmt.Sprintf("user:%012d", i), "name", "Jane Doe", "email", "jane@example.org",
		"visits", strconv.Itoa(i), "plan", "small", "country", "NL"}
}}

func loadBig(addr string, k kind) error {
	return pipelineAll(addr, bigElements, k.add)
}

// collectionMemory compares the resident memory that one collection of each type makes a fresh server grow by.
func collectionMemory(o options, binary, dir string) error {
	fmt.Println("\nResident memory of collections, 1M elements each, Holdfast / redis-server")
	fmt.Println("| collection | ratio | Holdfast bytes/element | redis-server bytes/element |")
	fmt.Println("|---|--:|--:|--:|")
	for _, k := range append(bigKinds, smallHash) {
		holdfast, redis, err := startPair(o, binary, dir, "off")
		if err != nil {
			return err
		}
		h, err := growth(holdfast, func() error { return loadBig(holdfast.addr(), k) })
		if err == nil {
			var r float64
			if r, err = growth(redis, func() error { return loadBig(redis.addr(), k) }); err == nil {
				fmt.Printf("| %s | %.2f | %.1f | %.1f |\n", k.name, h/r, h, r)
			}
		}
		holdfast.stop()
		redis.stop()
		if err != nil {
			return err
		}
	}
	return nil
}

func growth(p *process, load func() error) (float64, error) {
	before, err := p.rssBytes()
	if err != nil {
		return 0, err
	}
	if err := load(); err != nil {
		return 0, err
	}
	after, err := p.rssBytes()
	return float64(after-before) / bigElements, err
}

// pipelineAll sends n commands and reads their replies, none of which may be an error.
func pipelineAll(addr string, n int, command func(i int) []string) error {
	conn, err := net.Dial("tcp", addr)
	if err != nil {
		return err
	}
	defer conn.Close()
	w, r := bufio.NewWriterSize(conn, 1<<16), bufio.NewReaderSize(conn, 1<<16)
	for i := 0; i < n; i += loadPipeline {
		batch := min(loadPipeline, n-i)
		for j := range batch {
			words := command(i + j)
			fmt.Fprintf(w, "*%d\r\n", len(words))
			for _, word := range words {
				fmt.Fprintf(w, "$%d\r\n%s\r\n", len(word), word)
			}
		}
		if err := w.Flush(); err != nil {
			return err
		}
		for range batch {
			line, err := r.ReadString('\n')
			if err != nil {
				return err
			}
			if line[0] == '-' {
				return fmt.Errorf("loading: %s", strings.TrimSpace(line))
			}
			if line[0] == '$' { // the text stands in a line of its own
				if _, err := r.ReadString('\n'); err != nil {
					return err
				}
			}
		}
	}
	return nil
}
