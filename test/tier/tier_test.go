package tier

import (
	"fmt"
	"math/rand/v2"
	"sync"
	"testing"
	"time"

	"github.com/holdfast-db/holdfast/test/process"
)

const (
	limitMB  = 96
	keys     = 1_300_000 // of about 300 bytes in memory: four times the limit
	writers  = 4
	pipeline = 64
	mixTime  = 6 * time.Second
	zipf     = 1.1
	// spared is which part of the keys that were written only once is read back, of so many.
	spared = 8
)

// TestBeyondMemory writes four times what fits, then reads and writes with a Zipf distribution, and in the end reads
// back what should be there: before and after the process was killed. All the while it keeps its limit.
func TestBeyondMemory(t *testing.T) {
	if testing.Short() {
		t.Skip("takes most of a minute")
	}
	dir, settings := t.TempDir(), []string{"--maxmemory", fmt.Sprint(limitMB, "mb"), "--appendfsync", "no"}
	s := process.Start(t, dir, settings...)
	parts := make([]*part, writers)
	for i := range parts {
		parts[i] = &part{first: i, versions: make([]uint8, keys/writers)}
	}
	phase := func(name string, work func(p *part, c *client) error) {
		t.Helper()
		start := time.Now()
		if err := together(s.Addr(), parts, work); err != nil {
			t.Fatalf("%s: %v", name, err)
		}
		now, peak, _ := s.Memory()
		t.Logf("%s: %v, %d MB resident, %d MB at most", name, time.Since(start).Round(time.Millisecond), now>>20, peak>>20)
	}
	phase("load", (*part).load)
	phase("mix", (*part).mix)
	if _, peak, ok := s.Memory(); ok && peak > limitMB<<20*115/100 {
		t.Errorf("%d MB were resident, the limit is %d MB", peak>>20, limitMB)
	}
	phase("verify", (*part).verify)
	s.Kill()
	s = process.Start(t, dir, settings...)
	phase("verify after kill", (*part).verify)
}

// together runs the parts side by side, each on a connection of its own.
func together(addr string, parts []*part, work func(p *part, c *client) error) error {
	errs := make([]error, len(parts))
	var wg sync.WaitGroup
	for i, p := range parts {
		wg.Go(func() {
			c, err := dial(addr)
			if err == nil {
				err = work(p, c)
				c.close()
			}
			errs[i] = err
		})
	}
	wg.Wait()
	for _, err := range errs {
		if err != nil {
			return err
		}
	}
	return nil
}

// part is the keys of one writer: every so manyth from the first on, and how often each was written.
type part struct {
	first    int
	versions []uint8
}

func (p *part) key(i int) int { return p.first + i*writers }

// load writes all keys once, in an order that has nothing to do with theirs.
func (p *part) load(c *client) error {
	for n, i := range rand.New(rand.NewPCG(uint64(p.first), 1)).Perm(len(p.versions)) {
		p.versions[i] = 1
		c.set(p.key(i), 1)
		if n%pipeline == pipeline-1 {
			if err := c.exchange(); err != nil {
				return err
			}
		}
	}
	return c.exchange()
}

// mix reads and writes for a while; what is read is checked.
func (p *part) mix(c *client) error {
	rnd := rand.New(rand.NewPCG(uint64(p.first), 2))
	rank := rand.NewZipf(rnd, zipf, 1, uint64(len(p.versions)-1))
	for end := time.Now().Add(mixTime); time.Now().Before(end); {
		for range pipeline {
			i := int(rank.Uint64())
			if rnd.IntN(4) == 0 {
				p.versions[i]++
				c.set(p.key(i), p.versions[i])
			} else {
				c.get(p.key(i), p.versions[i])
			}
		}
		if err := c.exchange(); err != nil {
			return err
		}
	}
	return nil
}

// verify reads back every key that was written more than once, and some of the others.
func (p *part) verify(c *client) error {
	for i, version := range p.versions {
		if version == 1 && i%spared != 0 {
			continue
		}
		if c.get(p.key(i), version); c.waiting() == pipeline {
			if err := c.exchange(); err != nil {
				return err
			}
		}
	}
	return c.exchange()
}
