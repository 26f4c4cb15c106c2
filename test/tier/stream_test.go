package tier

import (
	"errors"
	"fmt"
	"slices"
	"strconv"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"github.com/holdfast-db/holdfast/internal/redistest"
	"github.com/holdfast-db/holdfast/internal/resp"
	"github.com/holdfast-db/holdfast/test/process"
)

const (
	entries       = 1_300_000 // of about 780 bytes: ten times the limit
	streamReaders = 3
	atATime       = 100
	// textValues is how many values of a key an entry is as long as.
	textValues    = 3
	jobs, workers = "jobs", "workers"
)

// The states of an entry: a consumer has seen it, and the server has told that it is acknowledged.
const (
	delivered = 1
	acked     = 2
)

// TestStreamBeyondMemory fills a stream with ten times what fits, and reads it through a group to its end. In the middle
// of both the server is killed. What it has taken it delivers, and what was acknowledged it does not deliver again. All
// the while it keeps its limit.
func TestStreamBeyondMemory(t *testing.T) {
	if testing.Short() {
		t.Skip("takes most of a minute")
	}
	dir, settings := t.TempDir(), []string{"--maxmemory", fmt.Sprint(limitMB, "mb"), "--appendfsync", "everysec"}
	s := process.Start(t, dir, settings...)
	phase := func(name string, work func() error) {
		t.Helper()
		start := time.Now()
		if err := work(); err != nil {
			t.Fatalf("%s: %v\n%s", name, err, s.Stderr())
		}
		now, peak, ok := s.Memory()
		t.Logf("%s: %v, %d MB resident, %d MB at most", name, time.Since(start).Round(time.Millisecond), now>>20, peak>>20)
		if ok && peak > limitMB<<20*115/100 {
			t.Errorf("%s: %d MB were resident, the limit is %d MB", name, peak>>20, limitMB)
		}
	}
	phase("fill a half", func() error { return fillStream(s.Addr(), 0, entries/2) })
	s.Kill()
	s = process.Start(t, dir, settings...)
	phase("fill", func() error { return fillStream(s.Addr(), entries/2, entries) })
	r := &readers{states: make([]uint8, entries), half: make(chan struct{})}
	ended := make(chan error, 1)
	phase("read a half", func() error {
		go func() { ended <- r.run(s.Addr()) }()
		select {
		case err := <-ended:
			return fmt.Errorf("the readers have ended: %w", err)
		case <-r.half:
			return nil
		}
	})
	s.Kill()
	<-ended // in the midst of what they did
	s = process.Start(t, dir, settings...)
	phase("read", func() error { return r.run(s.Addr()) })
	if i := slices.Index(r.states, 0); i >= 0 {
		t.Fatalf("entry %s was lost", entryID(i))
	}
	checkStreamIsRead(t, s.Dial(t))
}

// fillStream adds the entries from one on, up to another, to the stream. It makes the group first.
func fillStream(addr string, from, to int) error {
	c, err := dial(addr)
	if err != nil {
		return err
	}
	defer c.close()
	if from == 0 {
		c.out = append(c.out, "XGROUP CREATE jobs workers 0 MKSTREAM\r\n"...)
		c.wanted = append(c.wanted, "+OK\r\n")
	}
	for i := from; i < to; i++ {
		id := entryID(i)
		c.out = fmt.Appendf(c.out, "*5\r\n$4\r\nXADD\r\n$4\r\njobs\r\n$%d\r\n%s\r\n$5\r\nvalue\r\n$%d\r\n%s\r\n",
			len(id), id, textValues*valueBytes, entryText(i))
		c.wanted = append(c.wanted, fmt.Sprintf("$%d\r\n%s\r\n", len(id), id))
		if c.waiting() == pipeline {
			if err := c.exchange(); err != nil {
				return err
			}
		}
	}
	return c.exchange()
}

func entryID(i int) string { return strconv.Itoa(i+1) + "-1" }

func entryText(i int) string { return strings.Repeat(value(i, 0), textValues) }

// readers are consumers of the group, and what they know of the entries.
type readers struct {
	states []uint8 // an entry is one consumer's
	acked  atomic.Int64
	half   chan struct{} // closed when half of the entries are acknowledged
}

// run reads until there are no more entries.
func (r *readers) run(addr string) error {
	failed := make(chan error, streamReaders)
	for i := range streamReaders {
		go func() { failed <- r.read(addr, "consumer"+strconv.Itoa(i)) }()
	}
	var all error
	for range streamReaders {
		all = errors.Join(all, <-failed)
	}
	return all
}

// read reads what is pending for a consumer, and then new entries. With every command it acknowledges what came before.
func (r *readers) read(addr, consumer string) error {
	c, err := redistest.Dial(addr)
	if err != nil {
		return err
	}
	defer c.Close()
	start := "0"
	var ids []string
	for {
		if err := r.acknowledge(c, ids); err != nil {
			return err
		}
		reply, err := c.Do("XREADGROUP", "GROUP", workers, consumer, "COUNT", strconv.Itoa(atATime), "STREAMS", jobs, start)
		if err != nil {
			return err
		}
		if reply.Kind == resp.Error {
			return errors.New(string(reply.Str))
		}
		if ids, err = r.take(reply); err != nil {
			return err
		}
		switch {
		case len(ids) > 0:
		case start == ">":
			return nil
		default:
			start = ">"
		}
	}
}

// take notes what was delivered, and returns the ids.
func (r *readers) take(reply resp.Value) (ids []string, err error) {
	if len(reply.Elems) == 0 {
		return nil, nil
	}
	for _, e := range reply.Elems[0].Elems[1].Elems {
		id, words := string(e.Elems[0].Str), e.Elems[1].Elems
		head, _, _ := strings.Cut(id, "-")
		n, err := strconv.Atoi(head)
		if err != nil || n < 1 || n > entries {
			return nil, fmt.Errorf("an entry %q", id)
		}
		i := n - 1
		if len(words) != 2 || string(words[1].Str) != entryText(i) {
			return nil, fmt.Errorf("entry %s is %v", id, words)
		}
		if r.states[i] == acked {
			return nil, fmt.Errorf("entry %s was delivered after it was acknowledged", id)
		}
		r.states[i] = delivered
		ids = append(ids, id)
	}
	return ids, nil
}

func (r *readers) acknowledge(c *redistest.Client, ids []string) error {
	if len(ids) == 0 {
		return nil
	}
	reply, err := c.Do(append([]string{"XACK", jobs, workers}, ids...)...)
	if err != nil {
		return err
	}
	if reply.Int != int64(len(ids)) {
		return fmt.Errorf("%v of %d acknowledged: %v", reply.Int, len(ids), ids)
	}
	for _, id := range ids {
		head, _, _ := strings.Cut(id, "-")
		n, _ := strconv.Atoi(head)
		r.states[n-1] = acked
	}
	if n := r.acked.Add(int64(len(ids))); n >= entries/2 && n-int64(len(ids)) < entries/2 {
		close(r.half)
	}
	return nil
}

// checkStreamIsRead checks that all entries are there, and nothing is left to do.
func checkStreamIsRead(t *testing.T, c *redistest.Client) {
	t.Helper()
	if n, err := c.Do("XLEN", jobs); err != nil || n.Int != entries {
		t.Errorf("XLEN: %v, %v", n, err)
	}
	if p, err := c.Do("XPENDING", jobs, workers); err != nil || len(p.Elems) != 4 || p.Elems[0].Int != 0 {
		t.Errorf("XPENDING: %v, %v", p, err)
	}
}
