package main

import (
	"fmt"
	"os/exec"
	"strconv"
	"strings"
)

// benchScript is a small script, and what it is called with.
type benchScript struct {
	name, source string
	words        []string
}

func benchScripts() []benchScript {
	return []benchScript{
		{"return 1", "return 1", []string{"0"}},
		{"get", "return redis.call('get', KEYS[1])", []string{"1", "key"}},
		{"incr, expire once", "local n = redis.call('incr', KEYS[1]) " +
			"if n == 1 then redis.call('expire', KEYS[1], ARGV[1]) end return n", []string{"1", "counter", "60"}},
	}
}

// scripts compares EVALSHA of small scripts.
func scripts(o options, binary, dir string) error {
	fmt.Println("EVALSHA, Holdfast / redis-server (rate: more is better, CPU: less is better)")
	fmt.Println("| script | pipeline | rate ratio | CPU/op ratio | Holdfast op/s | redis-server op/s |")
	fmt.Println("|---|--:|--:|--:|--:|--:|")
	holdfast, redis, err := startPair(o, binary, dir, "everysec")
	if err != nil {
		return err
	}
	defer holdfast.stop()
	defer redis.stop()
	for _, s := range benchScripts() {
		for _, pipeline := range strings.Split(o.pipelines, ",") {
			if err := compareScript(o, s, pipeline, holdfast, redis); err != nil {
				return err
			}
		}
	}
	return nil
}

func compareScript(o options, s benchScript, pipeline string, holdfast, redis *process) error {
	depth, err := strconv.Atoi(pipeline)
	if err != nil {
		return err
	}
	requests := o.requests * min(8, max(1, depth/4)) / 2
	var rates, cpus, ours, theirs []float64
	for range o.rounds {
		h, err := measureScript(holdfast, s, pipeline, requests)
		if err != nil {
			return err
		}
		r, err := measureScript(redis, s, pipeline, requests)
		if err != nil {
			return err
		}
		rates, cpus = append(rates, h.rate/r.rate), append(cpus, h.cpuMicros/r.cpuMicros)
		ours, theirs = append(ours, h.rate), append(theirs, r.rate)
	}
	fmt.Printf("| %s | %d | %.2f | %.2f | %.0f | %.0f |\n",
		s.name, depth, median(rates), median(cpus), median(ours), median(theirs))
	return nil
}

// measureScript loads the script and has 50 clients call it.
func measureScript(p *process, s benchScript, pipeline string, requests int) (sample, error) {
	port := strconv.Itoa(p.port)
	sha, err := exec.Command("redis-cli", "-p", port, "SCRIPT", "LOAD", s.source).Output()
	if err != nil {
		return sample{}, fmt.Errorf("SCRIPT LOAD on %s: %w", p.name, err)
	}
	before, err := p.cpuSeconds()
	if err != nil {
		return sample{}, err
	}
	args := append([]string{"-p", port, "-P", pipeline, "-n", strconv.Itoa(requests), "-c", "50", "--csv",
		"EVALSHA", strings.TrimSpace(string(sha))}, s.words...)
	out, err := exec.Command("redis-benchmark", args...).CombinedOutput()
	if err != nil {
		return sample{}, fmt.Errorf("redis-benchmark on %s: %w: %s", p.name, err, out)
	}
	after, err := p.cpuSeconds()
	if err != nil {
		return sample{}, err
	}
	rate, err := parseLastRate(string(out))
	return sample{rate: rate, cpuMicros: (after - before) * 1e6 / float64(requests)}, err
}

// parseLastRate reads the rate of the last line, whose name is the whole command.
func parseLastRate(csv string) (float64, error) {
	lines := strings.Split(strings.TrimSpace(csv), "\n")
	fields := strings.Split(lines[len(lines)-1], `","`)
	if len(fields) < 2 {
		return 0, fmt.Errorf("redis-benchmark printed no rate: %q", csv)
	}
	return strconv.ParseFloat(strings.Trim(fields[1], `"`), 64)
}
