package main

import (
	"fmt"
	"math/rand/v2"
	"os"
	"path/filepath"
	"sync"
	"sync/atomic"
	"time"
)

const (
	storageKeys      = 100_000
	storageValue     = 100 // bytes
	storageTime      = 2 * time.Second
	storageColdReads = 20_000
	storageScans     = 500
	storageScanKeys  = 100 // of one prefix
)

// table is an embedded store as the comparison uses it. It is safe for concurrent use.
type table interface {
	// put commits one key durably, as its mode says.
	put(key string, value []byte) error
	get(key string) (found bool, err error)
	// prefix reads all keys with a prefix, with their values, and returns how many there are.
	prefix(prefix string) (int, error)
	close() error
}

// storage prints how Holdfast's library compares with other embedded stores on the same disk: durable commits a second
// of one key each, reads, and scans.
func storage(_ options, _, dir string) error {
	fmt.Printf("\nEmbedded stores: %d keys, values of %d bytes, one process\n", storageKeys, storageValue)
	fmt.Println("| store | commits/s, 1 writer | 16 | 64 | hot reads/s, 1 reader | first reads after opening/s | scans of 100 keys/s |")
	fmt.Println("|---|--:|--:|--:|--:|--:|--:|")
	for _, k := range tableKinds() {
		r, err := measureTable(k, filepath.Join(dir, "storage"))
		if err != nil {
			return fmt.Errorf("%s: %w", k.name, err)
		}
		fmt.Printf("| %s | %.0f | %.0f | %.0f | %.0f | %.0f | %.0f |\n",
			k.name, r.commits[0], r.commits[1], r.commits[2], r.hot, r.cold, r.scans)
	}
	return nil
}

type tableRates struct {
	commits          [3]float64
	hot, cold, scans float64
}

func measureTable(k tableKind, dir string) (r tableRates, err error) {
	if err := os.RemoveAll(dir); err != nil {
		return r, err
	}
	if err := os.MkdirAll(dir, 0o750); err != nil {
		return r, err
	}
	t, err := k.open(dir)
	if err != nil {
		return r, err
	}
	if err := fillTable(t); err != nil {
		return r, err
	}
	for i, writers := range [...]int{1, 16, 64} {
		if r.commits[i], err = rate(writers, func(rng *rand.Rand) error { return t.put(storageKey(rng.IntN(storageKeys)), someValue(rng)) }); err != nil {
			return r, err
		}
	}
	read := func(rng *rand.Rand) error { return mustHave(t, storageKey(rng.IntN(storageKeys))) }
	if r.hot, err = rate(1, read); err != nil {
		return r, err
	}
	scan := func(rng *rand.Rand) error {
		n, err := t.prefix(storageKey(rng.IntN(storageKeys))[:storagePrefixLen])
		if err == nil && n != storageScanKeys {
			err = fmt.Errorf("a prefix has %d keys", n)
		}
		return err
	}
	if r.scans, err = rate(1, scan); err != nil {
		return r, err
	}
	if err := t.close(); err != nil {
		return r, err
	}
	if t, err = k.open(dir); err != nil {
		return r, err
	}
	rng, start := rand.New(rand.NewPCG(3, 4)), time.Now()
	for range storageColdReads {
		if err := read(rng); err != nil {
			return r, err
		}
	}
	r.cold = storageColdReads / time.Since(start).Seconds()
	return r, t.close()
}

// The keys of a prefix differ in their last two digits.
const storagePrefixLen = len("key:000000") - 2

func storageKey(i int) string { return fmt.Sprintf("key:%06d", i) }

func someValue(rng *rand.Rand) []byte {
	b := make([]byte, storageValue)
	for i := range b {
		b[i] = byte('a' + rng.IntN(26))
	}
	return b
}

func mustHave(t table, key string) error {
	found, err := t.get(key)
	if err == nil && !found {
		err = fmt.Errorf("key %s is missing", key)
	}
	return err
}

// fillTable sets all keys, from as many goroutines as may share a sync.
func fillTable(t table) error {
	const writers = 256
	errs := make([]error, writers)
	var all sync.WaitGroup
	for w := range writers {
		all.Go(func() {
			rng := rand.New(rand.NewPCG(uint64(w), 1))
			for i := w; i < storageKeys && errs[w] == nil; i += writers {
				errs[w] = t.put(storageKey(i), someValue(rng))
			}
		})
	}
	all.Wait()
	for _, err := range errs {
		if err != nil {
			return err
		}
	}
	return nil
}

// rate is how often a second goroutines do something together.
func rate(goroutines int, do func(rng *rand.Rand) error) (float64, error) {
	var (
		count atomic.Int64
		stop  atomic.Bool
		all   sync.WaitGroup
	)
	errs := make([]error, goroutines)
	start := time.Now()
	for g := range goroutines {
		all.Go(func() {
			rng := rand.New(rand.NewPCG(uint64(g), 2))
			for !stop.Load() {
				if errs[g] = do(rng); errs[g] != nil {
					return
				}
				count.Add(1)
				if time.Since(start) > storageTime {
					stop.Store(true)
				}
			}
		})
	}
	all.Wait()
	for _, err := range errs {
		if err != nil {
			return 0, err
		}
	}
	return float64(count.Load()) / time.Since(start).Seconds(), nil
}
