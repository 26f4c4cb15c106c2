package clients

import (
	"context"
	"errors"
	"fmt"
	"testing"
	"time"

	"github.com/redis/go-redis/v9"

	"github.com/holdfast-db/holdfast"
	"github.com/holdfast-db/holdfast/test/process"
)

// TestGoRedis runs the same program over TCP, in both protocols, and inside the process.
func TestGoRedis(t *testing.T) {
	for _, protocol := range []int{2, 3} {
		t.Run(fmt.Sprintf("tcp/resp%d", protocol), func(t *testing.T) {
			server := process.Start(t, t.TempDir())
			exercise(t, redis.NewClient(&redis.Options{Addr: server.Addr(), Protocol: protocol}))
		})
	}
	t.Run("embedded", func(t *testing.T) {
		db, err := holdfast.Open(t.TempDir(), holdfast.Options{})
		if err != nil {
			t.Fatal(err)
		}
		defer db.Close()
		exercise(t, redis.NewClient(&redis.Options{Dialer: db.Dialer()}))
	})
}

func exercise(t *testing.T, client *redis.Client) {
	defer client.Close()
	ctx := context.Background()
	check := func(what string, err error) {
		t.Helper()
		if err != nil {
			t.Fatalf("%s: %v", what, err)
		}
	}
	check("PING", client.Ping(ctx).Err())
	check("SET", client.Set(ctx, "k", "a\x00b", time.Hour).Err())
	if v, err := client.Get(ctx, "k").Result(); err != nil || v != "a\x00b" {
		t.Errorf("GET is %q, %v", v, err)
	}
	if ttl, err := client.TTL(ctx, "k").Result(); err != nil || ttl != time.Hour {
		t.Errorf("TTL is %v, %v", ttl, err)
	}
	if err := client.Get(ctx, "missing").Err(); !errors.Is(err, redis.Nil) {
		t.Errorf("GET of a missing key: %v", err)
	}
	pipeline(t, client)
	transaction(t, client)
	publish(t, client)
	scan(t, client)
	streams(t, client)
	if n, err := client.Do(ctx, "STRLEN", "k").Int(); err != nil || n != 3 {
		t.Errorf("STRLEN is %d, %v", n, err)
	}
	if info, err := client.Info(ctx, "server").Result(); err != nil || info == "" {
		t.Errorf("INFO: %v", err)
	}
	if commands, err := client.Command(ctx).Result(); err != nil || commands["get"] == nil || !commands["get"].ReadOnly {
		t.Errorf("COMMAND: %v", err)
	}
	check("FLUSHDB", client.FlushDB(ctx).Err())
	if n, err := client.DBSize(ctx).Result(); err != nil || n != 0 {
		t.Errorf("DBSIZE is %d, %v", n, err)
	}
}

func pipeline(t *testing.T, client *redis.Client) {
	results, err := client.Pipelined(context.Background(), func(p redis.Pipeliner) error {
		for range 100 {
			p.Incr(context.Background(), "n")
		}
		return nil
	})
	if err != nil || len(results) != 100 || results[99].(*redis.IntCmd).Val() != 100 {
		t.Errorf("a pipeline of INCR: %v", err)
	}
}

// transaction is the optimistic locking of go-redis's documentation: the first attempt meets a change.
func transaction(t *testing.T, client *redis.Client) {
	ctx := context.Background()
	attempts := 0
	add := func(tx *redis.Tx) error {
		n, err := tx.Get(ctx, "n").Int()
		if err != nil {
			return err
		}
		if attempts++; attempts == 1 {
			client.Incr(ctx, "n")
		}
		_, err = tx.TxPipelined(ctx, func(p redis.Pipeliner) error {
			p.Set(ctx, "n", n+1000, 0)
			return nil
		})
		return err
	}
	err := client.Watch(ctx, add, "n")
	if !errors.Is(err, redis.TxFailedErr) {
		t.Errorf("a watched key changed, and EXEC says %v", err)
	}
	if err := client.Watch(ctx, add, "n"); err != nil {
		t.Error(err)
	}
	if n, _ := client.Get(ctx, "n").Int(); n != 1101 {
		t.Errorf("n is %d, want 1101", n)
	}
}

func scan(t *testing.T, client *redis.Client) {
	ctx := context.Background()
	for i := range 500 {
		client.Set(ctx, fmt.Sprintf("scan:%d", i), i, 0)
	}
	seen := make(map[string]bool)
	for it := client.Scan(ctx, 0, "scan:*", 50).Iterator(); it.Next(ctx); {
		seen[it.Val()] = true
	}
	if len(seen) != 500 {
		t.Errorf("SCAN found %d of 500 keys", len(seen))
	}
}
