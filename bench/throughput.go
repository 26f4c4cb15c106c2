package main

import (
	"fmt"
	"os/exec"
	"slices"
	"strconv"
	"strings"
)

// sample is one round of redis-benchmark on one server.
type sample struct{ rate, cpuMicros float64 }

func throughput(o options, binary, dir string) error {
	fmt.Println("Throughput and CPU per operation, Holdfast / redis-server (rate: more is better, CPU: less is better)")
	fmt.Println("| log | command | value | pipeline | rate ratio | CPU/op ratio | Holdfast op/s | redis-server op/s |")
	fmt.Println("|---|---|--:|--:|--:|--:|--:|--:|")
	for _, fsync := range strings.Split(o.fsync, ",") {
		holdfast, redis, err := startPair(o, binary, dir, fsync)
		if err != nil {
			return err
		}
		err = throughputOf(o, fsync, holdfast, redis)
		holdfast.stop()
		redis.stop()
		if err != nil {
			return err
		}
	}
	return nil
}

func throughputOf(o options, fsync string, holdfast, redis *process) error {
	for _, size := range strings.Split(o.sizes, ",") {
		for _, pipeline := range strings.Split(o.pipelines, ",") {
			for _, cmd := range []string{"SET", "GET"} {
				if fsync == "always" && cmd == "GET" {
					continue // reads do not wait for the disk
				}
				if err := compare(o, fsync, cmd, size, pipeline, holdfast, redis); err != nil {
					return err
				}
			}
		}
	}
	return nil
}

func compare(o options, fsync, cmd, size, pipeline string, holdfast, redis *process) error {
	depth, err := strconv.Atoi(pipeline)
	if err != nil {
		return err
	}
	requests := o.requests * min(8, max(1, depth/4))
	if fsync == "always" {
		requests = o.requests / 4 * min(4, depth)
	}
	var rates, cpus, ours, theirs []float64
	for range o.rounds {
		h, err := measure(holdfast, cmd, size, depth, requests)
		if err != nil {
			return err
		}
		r, err := measure(redis, cmd, size, depth, requests)
		if err != nil {
			return err
		}
		rates, cpus = append(rates, h.rate/r.rate), append(cpus, h.cpuMicros/r.cpuMicros)
		ours, theirs = append(ours, h.rate), append(theirs, r.rate)
	}
	fmt.Printf("| %s | %s | %s | %d | %.2f | %.2f | %.0f | %.0f |\n",
		fsync, cmd, size, depth, median(rates), median(cpus), median(ours), median(theirs))
	return nil
}

// measure runs redis-benchmark with 50 clients over a million random keys.
func measure(p *process, cmd, size string, pipeline, requests int) (sample, error) {
	before, err := p.cpuSeconds()
	if err != nil {
		return sample{}, err
	}
	out, err := exec.Command("redis-benchmark", "-p", strconv.Itoa(p.port), "-t", strings.ToLower(cmd), "-d", size,
		"-P", strconv.Itoa(pipeline), "-n", strconv.Itoa(requests), "-c", "50", "-r", "1000000", "--csv").CombinedOutput()
	if err != nil {
		return sample{}, fmt.Errorf("redis-benchmark on %s: %w: %s", p.name, err, out)
	}
	after, err := p.cpuSeconds()
	if err != nil {
		return sample{}, err
	}
	rate, err := parseRate(string(out), cmd)
	return sample{rate: rate, cpuMicros: (after - before) * 1e6 / float64(requests)}, err
}

// parseRate reads the line `"SET","123456.78",...`.
func parseRate(csv, cmd string) (float64, error) {
	for line := range strings.Lines(csv) {
		fields := strings.Split(strings.TrimSpace(line), ",")
		if len(fields) > 1 && strings.Trim(fields[0], `"`) == cmd {
			return strconv.ParseFloat(strings.Trim(fields[1], `"`), 64)
		}
	}
	return 0, fmt.Errorf("redis-benchmark printed no rate for %s: %q", cmd, csv)
}

func median(v []float64) float64 {
	slices.Sort(v)
	return v[len(v)/2]
}
