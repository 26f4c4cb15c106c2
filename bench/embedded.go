package main

import (
	"context"
	"fmt"
	"path/filepath"
	"runtime"
	"sync"
	"time"

	"github.com/holdfast-db/holdfast"
)

const (
	embeddedKeys = 100_000
	embeddedTime = 2 * time.Second
)

// embedded prints how many calls a second the library answers inside one process.
func embedded(_ options, _, dir string) error {
	fmt.Println("\nEmbedded: calls a second of db.Do, one process")
	fmt.Println("| log | command | goroutines | calls/s |")
	fmt.Println("|---|---|--:|--:|")
	for _, fsync := range []string{"everysec", "always"} {
		db, err := holdfast.Open(filepath.Join(dir, "embedded-"+fsync),
			holdfast.Options{Settings: map[string]string{"appendfsync": fsync}})
		if err != nil {
			return err
		}
		for _, goroutines := range []int{1, runtime.GOMAXPROCS(0), 64} {
			for _, cmd := range []string{"SET", "GET"} {
				rate, err := callRate(db, cmd, goroutines)
				if err != nil {
					return err
				}
				fmt.Printf("| %s | %s | %d | %.0f |\n", fsync, cmd, goroutines, rate)
			}
		}
		if err := db.Close(); err != nil {
			return err
		}
	}
	return nil
}

func callRate(db *holdfast.DB, cmd string, goroutines int) (float64, error) {
	ctx, cancel := context.WithTimeout(context.Background(), embeddedTime)
	defer cancel()
	counts, errs := make([]int, goroutines), make([]error, goroutines)
	start := time.Now()
	var all sync.WaitGroup
	for g := range goroutines {
		all.Go(func() {
			for i := g; ctx.Err() == nil; i += 7 {
				args := []string{cmd, fmt.Sprintf("key:%012d", i%embeddedKeys), "value of thirty-two bytes length"}
				if cmd == "GET" {
					args = args[:2]
				}
				if _, err := db.Do(context.Background(), args...); err != nil {
					errs[g] = err
					return
				}
				counts[g]++
			}
		})
	}
	all.Wait()
	total := 0
	for g, n := range counts {
		if errs[g] != nil {
			return 0, errs[g]
		}
		total += n
	}
	return float64(total) / time.Since(start).Seconds(), nil
}
