package main

import (
	"fmt"
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"sync"
	"time"
)

const (
	tierStreamLimit = 96 << 20
	tierStreamTimes = 10 // of the limit are the texts of the entries
	tierStreamText  = 768
	tierStreams     = 4 // each with a producer, then a consumer
	tierStreamCount = 100
)

// tierStream fills streams with ten times what the memory has room for, and then reads and acknowledges them through
// groups.
func tierStream(o options, binary, dir string) error {
	fmt.Printf("\n%d streams of together %d MB, a limit of %d MB\n", tierStreams, tierStreamTimes*tierStreamLimit>>20, tierStreamLimit>>20)
	fmt.Println("| log | added/s | delivered and acknowledged/s | peak rss / limit |")
	fmt.Println("|---|--:|--:|--:|")
	for _, fsync := range []string{"everysec", "always"} {
		if err := tierStreamWith(o, binary, filepath.Join(dir, "tier-stream-"+fsync), fsync); err != nil {
			return err
		}
	}
	return nil
}

func tierStreamWith(o options, binary, dir, fsync string) error {
	if err := os.MkdirAll(dir, 0o750); err != nil {
		return err
	}
	p, err := startHoldfast(binary, fsync, dir, fmt.Sprintf("--maxmemory %d %s", tierStreamLimit, o.args))
	if err != nil {
		return err
	}
	defer p.stop()
	each := tierStreamTimes * tierStreamLimit / tierStreamText / tierStreams / tierStreamCount * tierStreamCount
	text := strings.Repeat("x", tierStreamText)
	added, err := tierStreamRate(each, func(key string) error {
		return pipelineAll(p.addr(), each, func(i int) []string {
			return []string{"XADD", key, strconv.Itoa(i+1) + "-1", "text", text}
		})
	})
	if err != nil {
		return err
	}
	read, err := tierStreamRate(each, func(key string) error {
		group := func(int) []string { return []string{"XGROUP", "CREATE", key, "g", "0"} }
		if err := pipelineAll(p.addr(), 1, group); err != nil {
			return err
		}
		return consumeAll(p.addr(), key, tierStreamCount, each)
	})
	if err != nil {
		return err
	}
	peak, err := p.peakBytes()
	if err != nil {
		return err
	}
	fmt.Printf("| %s | %.0f | %.0f | %.2f |\n", fsync, added, read, float64(peak)/tierStreamLimit)
	return nil
}

// tierStreamRate does something with all streams side by side, and returns how many entries a second that were.
func tierStreamRate(each int, work func(key string) error) (float64, error) {
	errs := make([]error, tierStreams)
	start := time.Now()
	var wg sync.WaitGroup
	for i := range tierStreams {
		wg.Go(func() { errs[i] = work("stream" + strconv.Itoa(i)) })
	}
	wg.Wait()
	for _, err := range errs {
		if err != nil {
			return 0, err
		}
	}
	return float64(each*tierStreams) / time.Since(start).Seconds(), nil
}
