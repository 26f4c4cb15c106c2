package main

import (
	"fmt"
	"strconv"
	"strings"
)

// memory compares the resident memory that each server grows by for the same keys: 16 bytes, with 32-byte values.
func memory(o options, binary, dir string) error {
	fmt.Println("\nResident memory per key (16-byte keys, 32-byte values), Holdfast / redis-server")
	fmt.Println("| keys | ratio | Holdfast bytes/key | redis-server bytes/key |")
	fmt.Println("|--:|--:|--:|--:|")
	for _, n := range strings.Split(o.keys, ",") {
		keys, err := strconv.Atoi(n)
		if err != nil {
			return err
		}
		holdfast, redis, err := startPair(o, binary, dir, "off")
		if err != nil {
			return err
		}
		h, err := bytesPerKey(holdfast, keys)
		if err == nil {
			var r float64
			if r, err = bytesPerKey(redis, keys); err == nil {
				fmt.Printf("| %d | %.2f | %.1f | %.1f |\n", keys, h/r, h, r)
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

func bytesPerKey(p *process, keys int) (float64, error) {
	before, err := p.rssBytes()
	if err != nil {
		return 0, err
	}
	if err := load(p.addr(), keys); err != nil {
		return 0, err
	}
	after, err := p.rssBytes()
	return float64(after-before) / float64(keys), err
}

// loadPipeline is how many SETs are sent before their replies are read.
const loadPipeline = 512

func load(addr string, keys int) error {
	return pipelineAll(addr, keys, func(i int) []string {
		return []string{"SET", fmt.Sprintf("key:%012d", i), fmt.Sprintf("value:%026d", i)}
	})
}
