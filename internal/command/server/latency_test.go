package server_test

import (
	"strings"
	"testing"
	"time"
)

// TestLatency follows two spikes through all that tells of them.
func TestLatency(t *testing.T) {
	tg := newTarget(t, "--latency-monitor-threshold", "100")
	c := dial(t, tg)
	for _, seconds := range []string{"0.3", "0.2"} {
		if err := c.Send("DEBUG", "SLEEP", seconds); err != nil {
			t.Fatal(err)
		}
		if err := tg.Advance(time.Second); err != nil {
			t.Fatal(err)
		}
		if _, err := c.Receive(); err != nil {
			t.Fatal(err)
		}
	}
	for command, want := range map[string]string{
		"LATENCY HISTORY command": "1) 1) (integer) 1700000001\n   2) (integer) 1000\n2) 1) (integer) 1700000002\n   2) (integer) 1000",
		"LATENCY LATEST":          "1) 1) \"command\"\n   2) (integer) 1700000002\n   3) (integer) 1000\n   4) (integer) 1000",
		"LATENCY GRAPH COMMAND":   "command - high 1000 ms, low 1000 ms (all time high 1000 ms)",
		"LATENCY DOCTOR":          "command: 2 seconds with spikes, on average 1000 ms, at most 1000 ms",
	} {
		if got := c.do(t, strings.Fields(command)...); !strings.Contains(got, want) {
			t.Errorf("%s:\n%s\nwant\n%s", command, got, want)
		}
	}
	if got := c.do(t, "LATENCY", "RESET", "command", "nosuch"); got != "(integer) 1" {
		t.Errorf("reset %s events", got)
	}
	if got := c.do(t, "LATENCY", "DOCTOR"); !strings.Contains(got, "No event took 100 ms or more") {
		t.Error(got)
	}
	c.do(t, "CONFIG", "SET", "latency-monitor-threshold", "0")
	if got := c.do(t, "LATENCY", "DOCTOR"); !strings.Contains(got, "The latency monitor is off") {
		t.Error(got)
	}
}

// TestInfoKeyspaceAverage: the estimate holds, also where EXEC holds the locks already.
func TestInfoKeyspaceAverage(t *testing.T) {
	c := dial(t, newTarget(t))
	for _, key := range []string{"a", "b", "c"} {
		c.do(t, "SET", key, "v", "PX", "60000")
	}
	if got := c.do(t, "INFO", "keyspace"); !strings.Contains(got, `db0:keys=3,expires=3,avg_ttl=60000\r\n`) {
		t.Error(got)
	}
	for _, command := range []string{"MULTI", "GET a", "INFO keyspace"} {
		c.do(t, strings.Fields(command)...)
	}
	if got := c.do(t, "EXEC"); !strings.Contains(got, "avg_ttl=60000") {
		t.Errorf("inside a transaction: %s", got)
	}
}

func TestLolwut(t *testing.T) {
	c := dial(t, newTarget(t))
	for _, args := range []string{"LOLWUT", "LOLWUT VERSION 5", "LOLWUT VERSION 5 3 x", "LOLWUT 100"} {
		if got := c.do(t, strings.Fields(args)...); !strings.HasSuffix(got, `, as Holdfast 0.1 speaks it\n"`) {
			t.Errorf("%s: %s", args, got)
		}
	}
	for _, args := range []string{"LOLWUT VERSION x", "LOLWUT x"} {
		if got := c.do(t, strings.Fields(args)...); got != "(error) ERR value is not an integer or out of range" {
			t.Errorf("%s: %s", args, got)
		}
	}
}

func TestMemoryAdvice(t *testing.T) {
	c := dial(t, newTarget(t))
	if got := c.do(t, "MEMORY", "DOCTOR"); !strings.Contains(got, "too little data") {
		t.Error(got)
	}
	if got := c.do(t, "MEMORY", "MALLOC-STATS"); !strings.Contains(got, "/memory/classes/heap/objects:bytes ") {
		t.Error(got)
	}
	if got := c.do(t, "MEMORY", "PURGE"); got != "OK" {
		t.Error(got)
	}
}
