package main

import (
	"fmt"
	"math/rand/v2"
	"os"
	"path/filepath"
	"sync"
	"time"
)

const (
	tierValueBytes = 256
	tierKeyBytes   = 16
	// tierRecordBytes is about what a key and its value take in memory.
	tierRecordBytes = tierValueBytes + tierKeyBytes + 24
	tierClients     = 8
	tierPipeline    = 16
	tierZipf        = 1.1
)

// tier loads four times the data that the memory limit has room for, in random order, and then reads and writes it
// with a Zipf distribution. Every second it prints a line: so one sees stalls, and what they cost.
func tier(o options, binary, dir string) error {
	limit := int64(o.tierKeys) * tierRecordBytes / 4
	data := filepath.Join(dir, "tier")
	if err := os.MkdirAll(data, 0o750); err != nil {
		return err
	}
	p, err := startHoldfast(binary, "everysec", data, fmt.Sprintf("--maxmemory %d %s", limit, o.args))
	if err != nil {
		return err
	}
	defer p.stop()
	fmt.Printf("\n%d keys of %d bytes, a limit of %d MB\n", o.tierKeys, tierValueBytes, limit>>20)
	m := &tierMeter{p: p, limit: limit}

	fmt.Printf("\nrandom SET, %d clients, pipelines of %d; latencies are a pipeline's\n", tierClients, tierPipeline)
	order := newShuffle(uint64(o.tierKeys))
	err = m.run(func(client int, rnd *rand.Rand, stop func() bool) error {
		c, err := dialTier(p.addr())
		if err != nil {
			return err
		}
		defer c.close()
		for i := uint64(client); i < uint64(o.tierKeys); {
			for range tierPipeline {
				if i < uint64(o.tierKeys) {
					c.set(order.at(i), rnd.Uint64())
				}
				i += tierClients
			}
			if err := m.exchange(c, "set"); err != nil {
				return err
			}
		}
		return nil
	})
	if err != nil {
		return err
	}
	for _, mix := range []struct {
		title    string
		pipeline int
		writes   float64
	}{{"80% GET, 20% SET, one at a time", 1, 0.2}, {"GET, one at a time", 1, 0},
		{"SET, one at a time", 1, 1}, {"80% GET, 20% SET, pipelines of 16", tierPipeline, 0.2}} {
		fmt.Printf("\n%s, %d clients, Zipf %.1f\n", mix.title, tierClients, tierZipf)
		if err := m.run(tierMix(o, m, order, mix.pipeline, mix.writes)); err != nil {
			return err
		}
	}
	return nil
}

// tierMix is a client that reads and writes with a Zipf distribution. Reads of the hundredth of the keys that is asked
// for most often are measured apart.
func tierMix(o options, m *tierMeter, order shuffle, pipeline int, writes float64) tierClient {
	return func(_ int, rnd *rand.Rand, stop func() bool) error {
		c, err := dialTier(m.p.addr())
		if err != nil {
			return err
		}
		defer c.close()
		zipf := rand.NewZipf(rnd, tierZipf, 1, uint64(o.tierKeys)-1)
		end := time.Now().Add(time.Duration(o.tierSeconds) * time.Second)
		for !stop() && time.Now().Before(end) {
			kind := "pipeline"
			for range pipeline {
				rank := zipf.Uint64()
				if rnd.Float64() < writes {
					c.set(order.at(rank), rnd.Uint64())
					kind = "set"
				} else {
					c.get(order.at(rank))
					if kind = "get cold"; rank < uint64(o.tierKeys)/100 {
						kind = "get hot"
					}
				}
			}
			if pipeline > 1 {
				kind = "pipeline"
			}
			if err := m.exchange(c, kind); err != nil {
				return err
			}
		}
		return nil
	}
}

// shuffle is a permutation of the numbers below n that needs no memory: a walk through a ring with a step that has no
// divisor in common with its length.
type shuffle struct{ n, step uint64 }

func newShuffle(n uint64) shuffle {
	step := n*618/1000 | 1
	for gcd(step, n) != 1 {
		step += 2
	}
	return shuffle{n, step}
}

func (s shuffle) at(i uint64) uint64 { return i * s.step % s.n }

func gcd(a, b uint64) uint64 {
	for b != 0 {
		a, b = b, a%b
	}
	return a
}

// tierClient is the work of one client.
type tierClient func(client int, rnd *rand.Rand, stop func() bool) error

// run lets all clients work and prints a line a second.
func (m *tierMeter) run(work tierClient) error {
	var wg sync.WaitGroup
	var once sync.Once
	var failure error
	failed := make(chan struct{})
	stop := func() bool {
		select {
		case <-failed:
			return true
		default:
			return false
		}
	}
	m.begin()
	for i := range tierClients {
		wg.Go(func() {
			if err := work(i, rand.New(rand.NewPCG(uint64(i), 7)), stop); err != nil {
				once.Do(func() { failure = err; close(failed) })
			}
		})
	}
	done := make(chan struct{})
	go func() { wg.Wait(); close(done) }()
	ticker := time.NewTicker(time.Second)
	defer ticker.Stop()
	for {
		select {
		case <-done:
			m.summary()
			return failure
		case <-ticker.C:
			m.line()
		}
	}
}
