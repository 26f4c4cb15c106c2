package clients

import (
	"errors"
	"testing"
	"time"

	"github.com/gomodule/redigo/redis"
)

// TestRedigo uses redigo's pool, its pipelines by hand, scripts and subscriptions, across a crash of the server.
func TestRedigo(t *testing.T) {
	b := startBackend(t)
	pool := &redis.Pool{
		MaxIdle:      3,
		Dial:         func() (redis.Conn, error) { return redis.Dial("tcp", b.addr()) },
		TestOnBorrow: func(c redis.Conn, _ time.Time) error { _, err := c.Do("PING"); return err },
	}
	defer pool.Close()
	redigoPipeline(t, pool)
	redigoTransaction(t, pool)
	redigoScript(t, pool)
	redigoMessages(t, pool)
	b.kill()
	b.start(t)
	c := pool.Get()
	defer c.Close()
	if n, err := redis.Int(c.Do("GET", "n")); err != nil || n != 101 {
		t.Errorf("after the crash n is %d, %v", n, err)
	}
	redigoScript(t, pool)
	redigoMessages(t, pool)
}

func redigoPipeline(t *testing.T, pool *redis.Pool) {
	c := pool.Get()
	defer c.Close()
	for range 100 {
		if err := c.Send("INCR", "n"); err != nil {
			t.Fatal(err)
		}
	}
	if err := c.Flush(); err != nil {
		t.Fatal(err)
	}
	for i := range 100 {
		if n, err := redis.Int(c.Receive()); err != nil || n != i+1 {
			t.Fatalf("INCR %d in a pipeline says %d, %v", i, n, err)
		}
	}
	fields := map[string]string{"a": "1", "b": "2"}
	if _, err := c.Do("HSET", redis.Args{}.Add("h").AddFlat(fields)...); err != nil {
		t.Error(err)
	}
	if m, err := redis.StringMap(c.Do("HGETALL", "h")); err != nil || len(m) != 2 || m["b"] != "2" {
		t.Errorf("HGETALL says %v, %v", m, err)
	}
	if _, err := redis.String(c.Do("GET", "missing")); !errors.Is(err, redis.ErrNil) {
		t.Errorf("GET of a missing key: %v", err)
	}
}

// redigoTransaction watches a key: the first attempt meets a change.
func redigoTransaction(t *testing.T, pool *redis.Pool) {
	c, other := pool.Get(), pool.Get()
	defer c.Close()
	defer other.Close()
	do := func(c redis.Conn, command string, args ...any) any {
		reply, err := c.Do(command, args...)
		if err != nil {
			t.Fatalf("%s: %v", command, err)
		}
		return reply
	}
	do(c, "WATCH", "n")
	do(other, "SET", "n", 100)
	do(c, "MULTI")
	do(c, "INCR", "n")
	if reply := do(c, "EXEC"); reply != nil {
		t.Errorf("a watched key changed, and EXEC says %v", reply)
	}
	do(c, "MULTI")
	do(c, "INCR", "n")
	if reply, err := redis.Ints(do(c, "EXEC"), nil); err != nil || len(reply) != 1 || reply[0] != 101 {
		t.Errorf("EXEC says %v, %v", reply, err)
	}
}

// redigoScript runs a script by its hash; the library sends its text where the server does not have it.
func redigoScript(t *testing.T, pool *redis.Pool) {
	c := pool.Get()
	defer c.Close()
	script := redis.NewScript(1, `return redis.call("GET", KEYS[1]) + ARGV[1]`)
	for range 2 {
		if n, err := redis.Int(script.Do(c, "n", 9)); err != nil || n != 110 {
			t.Errorf("a script says %d, %v", n, err)
		}
	}
}

// redigoMessages subscribes and publishes.
func redigoMessages(t *testing.T, pool *redis.Pool) {
	c, sub := pool.Get(), redis.PubSubConn{Conn: pool.Get()}
	defer c.Close()
	defer sub.Close()
	if err := sub.Subscribe("news"); err != nil {
		t.Fatal(err)
	}
	if s, ok := sub.ReceiveWithTimeout(pollLimit).(redis.Subscription); !ok || s.Kind != "subscribe" || s.Count != 1 {
		t.Fatalf("SUBSCRIBE says %v", s)
	}
	if n, err := redis.Int(c.Do("PUBLISH", "news", "hello")); err != nil || n != 1 {
		t.Errorf("PUBLISH says %d, %v", n, err)
	}
	if m, ok := sub.ReceiveWithTimeout(pollLimit).(redis.Message); !ok || string(m.Data) != "hello" {
		t.Errorf("heard %v", m)
	}
	if err := sub.Unsubscribe("news"); err != nil {
		t.Error(err)
	}
	if s, ok := sub.ReceiveWithTimeout(pollLimit).(redis.Subscription); !ok || s.Kind != "unsubscribe" {
		t.Errorf("UNSUBSCRIBE says %v", s)
	}
}
