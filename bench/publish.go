package main

import (
	"errors"
	"fmt"
	"io"
	"net"
	"strconv"
	"strings"
	"time"
)

// subscribers is how many clients listen to the channel.
const subscribers = 100

// publishLimit is how long one round may take before a server counts as broken.
const publishLimit = time.Minute

// publish measures PUBLISH to a hundred subscribers: a round is over when all of them have everything.
func publish(o options, binary, dir string) error {
	fmt.Println()
	fmt.Printf("PUBLISH to %d subscribers, Holdfast / redis-server (rate: more is better, CPU: less is better)\n", subscribers)
	fmt.Println("| value | pipeline | rate ratio | CPU ratio | Holdfast messages/s | redis-server messages/s |")
	fmt.Println("|--:|--:|--:|--:|--:|--:|")
	holdfast, redis, err := startPair(o, binary, dir, "off")
	if err != nil {
		return err
	}
	defer holdfast.stop()
	defer redis.stop()
	for _, size := range strings.Split(o.sizes, ",") {
		for _, pipeline := range strings.Split(o.pipelines, ",") {
			if err := comparePublish(o, size, pipeline, holdfast, redis); err != nil {
				return err
			}
		}
	}
	return nil
}

func comparePublish(o options, size, pipeline string, holdfast, redis *process) error {
	bytes, err := strconv.Atoi(size)
	if err != nil {
		return err
	}
	depth, err := strconv.Atoi(pipeline)
	if err != nil {
		return err
	}
	messages := max(depth, o.requests/50/depth*depth)
	var rates, cpus, ours, theirs []float64
	for range o.rounds {
		h, err := publishRound(holdfast, bytes, depth, messages)
		if err != nil {
			return err
		}
		r, err := publishRound(redis, bytes, depth, messages)
		if err != nil {
			return err
		}
		rates, cpus = append(rates, h.rate/r.rate), append(cpus, h.cpuMicros/r.cpuMicros)
		ours, theirs = append(ours, h.rate), append(theirs, r.rate)
	}
	fmt.Printf("| %s | %d | %.2f | %.2f | %.0f | %.0f |\n",
		size, depth, median(rates), median(cpus), median(ours), median(theirs))
	return nil
}

// publishRound subscribes, publishes and waits until everybody has read everything.
func publishRound(p *process, size, depth, messages int) (sample, error) {
	message := fmt.Sprintf("*3\r\n$7\r\nmessage\r\n$4\r\nnews\r\n$%d\r\n%s\r\n", size, strings.Repeat("x", size))
	read := make(chan error, subscribers)
	for range subscribers {
		conn, err := subscribe(p)
		if err != nil {
			return sample{}, err
		}
		defer conn.Close()
		go func() {
			_, err := io.CopyN(io.Discard, conn, int64(messages*len(message)))
			read <- err
		}()
	}
	before, err := p.cpuSeconds()
	if err != nil {
		return sample{}, err
	}
	start := time.Now()
	if err := publishAll(p, size, depth, messages); err != nil {
		return sample{}, err
	}
	for range subscribers {
		if err := <-read; err != nil {
			return sample{}, fmt.Errorf("%s: a subscriber: %w", p.name, err)
		}
	}
	seconds := time.Since(start).Seconds()
	after, err := p.cpuSeconds()
	return sample{rate: float64(messages) / seconds, cpuMicros: (after - before) * 1e6 / float64(messages)}, err
}

// subscribe returns a connection that has subscribed.
func subscribe(p *process) (net.Conn, error) {
	conn, err := net.Dial("tcp", p.addr())
	if err != nil {
		return nil, err
	}
	const confirmation = "*3\r\n$9\r\nsubscribe\r\n$4\r\nnews\r\n:1\r\n"
	err = errors.Join(conn.SetDeadline(time.Now().Add(publishLimit)), exchange(conn, "SUBSCRIBE news\r\n", len(confirmation)))
	return conn, err
}

// publishAll publishes in pipelines and waits for their replies.
func publishAll(p *process, size, depth, messages int) error {
	conn, err := net.Dial("tcp", p.addr())
	if err != nil {
		return err
	}
	defer conn.Close()
	request := strings.Repeat(fmt.Sprintf("*3\r\n$7\r\nPUBLISH\r\n$4\r\nnews\r\n$%d\r\n%s\r\n", size, strings.Repeat("x", size)), depth)
	reply := len(fmt.Sprintf(":%d\r\n", subscribers)) * depth
	if err := conn.SetDeadline(time.Now().Add(publishLimit)); err != nil {
		return err
	}
	for range messages / depth {
		if err := exchange(conn, request, reply); err != nil {
			return err
		}
	}
	return nil
}

// exchange writes a request and reads a reply of known length.
func exchange(conn net.Conn, request string, replyBytes int) error {
	if _, err := io.WriteString(conn, request); err != nil {
		return err
	}
	_, err := io.CopyN(io.Discard, conn, int64(replyBytes))
	return err
}
