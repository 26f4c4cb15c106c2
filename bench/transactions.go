package main

import (
	"bytes"
	"errors"
	"fmt"
	"net"
	"strconv"
	"strings"
	"time"
)

// setsAtOnce is how many SETs a transaction has.
const setsAtOnce = 10

// transactions compares MULTI, ten SETs and EXEC, from one connection that sends several transactions at a time.
func transactions(o options, binary, dir string) error {
	fmt.Printf("\nMULTI, %d SETs, EXEC on one connection, Holdfast / redis-server (rate: more is better, CPU: less is better)\n", setsAtOnce)
	fmt.Println("| log | transactions at a time | rate ratio | CPU ratio | Holdfast transactions/s | redis-server transactions/s |")
	fmt.Println("|---|--:|--:|--:|--:|--:|")
	for _, fsync := range strings.Split(o.fsync, ",") {
		holdfast, redis, err := startPair(o, binary, dir, fsync)
		if err != nil {
			return err
		}
		for _, depth := range []int{1, 16} {
			err = errors.Join(err, compareTransactions(o, fsync, depth, holdfast, redis))
		}
		holdfast.stop()
		redis.stop()
		if err != nil {
			return err
		}
	}
	return nil
}

func compareTransactions(o options, fsync string, depth int, holdfast, redis *process) error {
	rounds := max(1, o.requests/setsAtOnce/depth)
	var rates, cpus, ours, theirs []float64
	for range o.rounds {
		h, err := measureTransactions(holdfast, depth, rounds)
		if err != nil {
			return err
		}
		r, err := measureTransactions(redis, depth, rounds)
		if err != nil {
			return err
		}
		rates, cpus = append(rates, h.rate/r.rate), append(cpus, h.cpuMicros/r.cpuMicros)
		ours, theirs = append(ours, h.rate), append(theirs, r.rate)
	}
	fmt.Printf("| %s | %d | %.2f | %.2f | %.0f | %.0f |\n",
		fsync, depth, median(rates), median(cpus), median(ours), median(theirs))
	return nil
}

// measureTransactions sends so many rounds of transactions, each when the one before has been answered.
func measureTransactions(p *process, depth, rounds int) (sample, error) {
	conn, err := net.Dial("tcp", p.addr())
	if err != nil {
		return sample{}, err
	}
	defer conn.Close()
	request := bytes.Repeat(transaction(), depth)
	reply := depth * len("+OK\r\n"+strings.Repeat("+QUEUED\r\n", setsAtOnce)+"*10\r\n"+strings.Repeat("+OK\r\n", setsAtOnce))
	before, err := p.cpuSeconds()
	if err != nil {
		return sample{}, err
	}
	start := time.Now()
	for range rounds {
		if err := exchange(conn, string(request), reply); err != nil {
			return sample{}, fmt.Errorf("a transaction on %s: %w", p.name, err)
		}
	}
	took := time.Since(start).Seconds()
	after, err := p.cpuSeconds()
	n := float64(rounds * depth)
	return sample{rate: n / took, cpuMicros: (after - before) * 1e6 / n}, err
}

// transaction is MULTI, SETs of several keys, and EXEC.
func transaction() []byte {
	out := []byte("*1\r\n$5\r\nMULTI\r\n")
	for i := range setsAtOnce {
		key := "key:" + strconv.Itoa(i)
		out = fmt.Appendf(out, "*3\r\n$3\r\nSET\r\n$%d\r\n%s\r\n$8\r\nvalue:%02d\r\n", len(key), key, i)
	}
	return append(out, "*1\r\n$4\r\nEXEC\r\n"...)
}
