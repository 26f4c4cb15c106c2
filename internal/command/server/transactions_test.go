package server_test

import (
	"strconv"
	"strings"
	"sync"
	"testing"

	"github.com/holdfast-db/holdfast/internal/commitlog"
)

// TestExecIsOneFrame: what recovery finds of a transaction is all or nothing.
func TestExecIsOneFrame(t *testing.T) {
	tg := newTarget(t)
	c := dial(t, tg)
	for _, cmd := range []string{"MULTI", "SET a 1", "SELECT 3", "SET b 2", "GET b", "EXEC"} {
		c.do(t, strings.Fields(cmd)...)
	}
	if len(tg.log.frames) != 1 {
		t.Fatalf("%d frames, want 1: %q", len(tg.log.frames), tg.log.frames)
	}
	want := "*3\r\n$3\r\nSET\r\n$1\r\na\r\n$1\r\n1\r\n*2\r\n$6\r\nSELECT\r\n$1\r\n3\r\n*3\r\n$3\r\nSET\r\n$1\r\nb\r\n$1\r\n2\r\n"
	if tg.log.frames[0] != want {
		t.Errorf("frame %q, want %q", tg.log.frames[0], want)
	}
}

// TestMonitorInTransaction: a client cannot begin to listen in the middle of a reply.
func TestMonitorInTransaction(t *testing.T) {
	c := dial(t, newTarget(t))
	for _, words := range []string{"MULTI", "MONITOR"} {
		c.do(t, words)
	}
	if got, want := c.do(t, "EXEC"), "1) (error) ERR MONITOR isn't allowed for DENY BLOCKING client"; got != want {
		t.Errorf("got %s", got)
	}
}

// TestExecAsksAgain: what was refused to nobody while queueing may be refused at EXEC.
func TestExecAsksAgain(t *testing.T) {
	tests := []struct {
		name   string
		happen func(*target)
		want   string
	}{
		{
			"memory", func(tg *target) {
				tg.shared.Engine.SetMaxMemory(1)
			},
			"(error) EXECABORT Transaction discarded because of: OOM command not allowed when used memory > 'maxmemory'.",
		},
		{
			"disk", func(tg *target) { tg.log.err = commitlog.ErrDiskFull },
			"(error) EXECABORT Transaction discarded because of: MISCONF Errors writing to the AOF file: ",
		},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			tg := newTarget(t)
			c := dial(t, tg)
			c.do(t, "SET", "k", "before")
			c.do(t, "WATCH", "k")
			c.do(t, "MULTI")
			c.do(t, "SET", "k", "after")
			tt.happen(tg)
			if got := c.do(t, "EXEC"); !strings.HasPrefix(got, tt.want) {
				t.Errorf("EXEC gave %s, want %s", got, tt.want)
			}
			if got := c.do(t, "GET", "k"); got != `"before"` {
				t.Errorf("the key holds %s", got)
			}
			if got := c.do(t, "EXEC"); got != "(error) ERR EXEC without MULTI" {
				t.Errorf("the transaction goes on: %s", got)
			}
		})
	}
}

// TestTransactionsAreIsolated moves units between two keys of different shards from several clients, by EXEC with
// and without WATCH. Readers in a transaction must never see a sum that is not zero.
func TestTransactionsAreIsolated(t *testing.T) {
	tg := newTarget(t)
	const clients, rounds = 4, 100
	var wg sync.WaitGroup
	for range clients {
		c := dial(t, tg)
		wg.Go(func() {
			for range rounds {
				c.do(t, "WATCH", "from")
				c.do(t, "MULTI")
				c.do(t, "DECR", "from")
				c.do(t, "INCR", "to")
				c.do(t, "EXEC")
				c.do(t, "MULTI")
				c.do(t, "GET", "from")
				c.do(t, "GET", "to")
				if got := c.do(t, "EXEC"); !sumsToZero(got) {
					t.Errorf("saw half a transaction: %s", got)
				}
			}
		})
	}
	wg.Wait()
	if got := dial(t, tg).do(t, "GET", "to"); got == "(nil)" {
		t.Error("no transaction went through")
	}
}

// sumsToZero reads the two replies of EXEC.
func sumsToZero(reply string) bool {
	sum := 0
	for _, line := range strings.Split(reply, "\n") {
		if _, text, ok := strings.Cut(line, `"`); ok {
			n, err := strconv.Atoi(strings.TrimSuffix(text, `"`))
			if err != nil {
				return false
			}
			sum += n
		}
	}
	return sum == 0
}
