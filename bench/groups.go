package main

import (
	"bufio"
	"bytes"
	"fmt"
	"net"
	"strconv"
	"strings"
	"time"
)

// groupConns is how many consumers read at a time, each from a stream of its own, so that it knows the ids.
const groupConns = 8

// groups compares how fast entries go through groups: delivered and acknowledged, one by one and ten by ten.
func groups(o options, binary, dir string) error {
	fmt.Println("\nEntries delivered and acknowledged, pipeline 16, Holdfast / redis-server")
	fmt.Println("| log | at a time | rate ratio | CPU/entry ratio | Holdfast entries/s | redis-server entries/s |")
	fmt.Println("|---|--:|--:|--:|--:|--:|")
	for _, fsync := range strings.Split(o.fsync, ",") {
		holdfast, redis, err := startPair(o, binary, dir, fsync)
		if err != nil {
			return err
		}
		for _, count := range []int{1, 10} {
			if err == nil {
				err = compareGroups(o, fsync, count, holdfast, redis)
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

func compareGroups(o options, fsync string, count int, holdfast, redis *process) error {
	var rates, cpus, ours, theirs []float64
	for range o.rounds {
		h, err := measureGroups(holdfast, count, o.requests)
		if err != nil {
			return err
		}
		r, err := measureGroups(redis, count, o.requests)
		if err != nil {
			return err
		}
		rates, cpus = append(rates, h.rate/r.rate), append(cpus, h.cpuMicros/r.cpuMicros)
		ours, theirs = append(ours, h.rate), append(theirs, r.rate)
	}
	fmt.Printf("| %s | %d | %.2f | %.2f | %.0f | %.0f |\n", fsync, count, median(rates), median(cpus), median(ours), median(theirs))
	return nil
}

// measureGroups fills streams, and then reads and acknowledges all entries.
func measureGroups(p *process, count, entries int) (sample, error) {
	each := entries / groupConns / count * count
	for c := range groupConns {
		key := "stream" + strconv.Itoa(c)
		if err := pipelineAll(p.addr(), 1, func(int) []string { return []string{"DEL", key} }); err != nil {
			return sample{}, err
		}
		add := func(i int) []string {
			return []string{"XADD", key, strconv.Itoa(i+1) + "-1", "name", fmt.Sprintf("value:%010d", i)}
		}
		if err := pipelineAll(p.addr(), each, add); err != nil {
			return sample{}, err
		}
		if err := pipelineAll(p.addr(), 1, func(int) []string { return []string{"XGROUP", "CREATE", key, "g", "0"} }); err != nil {
			return sample{}, err
		}
	}
	before, err := p.cpuSeconds()
	if err != nil {
		return sample{}, err
	}
	start := time.Now()
	failed := make(chan error, groupConns)
	for c := range groupConns {
		go func() { failed <- consumeAll(p.addr(), "stream"+strconv.Itoa(c), count, each) }()
	}
	for range groupConns {
		if e := <-failed; e != nil {
			err = e
		}
	}
	took := time.Since(start).Seconds()
	after, cpuErr := p.cpuSeconds()
	if err == nil {
		err = cpuErr
	}
	n := float64(each * groupConns)
	return sample{rate: n / took, cpuMicros: (after - before) * 1e6 / n}, err
}

// consumeAll reads so many entries of a stream, a number at a time, and acknowledges them: eight times in a pipeline of
// sixteen commands. It costs the client as little as it can, so that it is the servers that are compared.
func consumeAll(addr, key string, count, entries int) error {
	conn, err := net.Dial("tcp", addr)
	if err != nil {
		return err
	}
	defer conn.Close()
	r := bufio.NewReaderSize(conn, 1<<16)
	fetch := appendWords(nil, "XREADGROUP", "GROUP", "g", "c", "COUNT", strconv.Itoa(count), "STREAMS", key, ">")
	ack := fmt.Appendf(nil, "*%d\r\n$4\r\nXACK\r\n$%d\r\n%s\r\n$1\r\ng\r\n", 3+count, len(key), key)
	var out, id []byte
	for read := 0; read < entries; {
		out = out[:0]
		sent := 0
		for ; sent < 8 && read < entries; sent++ {
			out = append(append(out, fetch...), ack...)
			for range count {
				read++
				id = append(strconv.AppendInt(id[:0], int64(read), 10), "-1"...)
				out = append(strconv.AppendInt(append(out, '$'), int64(len(id)), 10), "\r\n"...)
				out = append(append(out, id...), "\r\n"...)
			}
		}
		if _, err := conn.Write(out); err != nil {
			return err
		}
		for range 2 * sent {
			if err := skipReply(r); err != nil {
				return err
			}
		}
	}
	return nil
}

func appendWords(dst []byte, words ...string) []byte {
	dst = fmt.Appendf(dst, "*%d\r\n", len(words))
	for _, word := range words {
		dst = fmt.Appendf(dst, "$%d\r\n%s\r\n", len(word), word)
	}
	return dst
}

// skipReply reads one reply of any shape, which may not be an error.
func skipReply(r *bufio.Reader) error {
	line, err := r.ReadSlice('\n')
	if err != nil {
		return err
	}
	n := 0
	for _, digit := range line[1:] {
		if digit < '0' || digit > '9' {
			break
		}
		n = n*10 + int(digit-'0')
	}
	switch line[0] {
	case '-':
		return fmt.Errorf("consuming: %s", bytes.TrimSpace(line))
	case '$':
		if line[1] != '-' { // which is a null
			_, err = r.Discard(n + 2)
		}
	case '*':
		for range n {
			if err := skipReply(r); err != nil {
				return err
			}
		}
	}
	return err
}
