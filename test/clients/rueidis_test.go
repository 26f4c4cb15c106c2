package clients

import (
	"context"
	"errors"
	"testing"
	"time"

	"github.com/redis/rueidis"
)

// TestRueidis uses what sets rueidis apart: RESP3 only, all commands of all goroutines in one pipeline, and values that
// it keeps until the server says that they have changed.
func TestRueidis(t *testing.T) {
	b := startBackend(t)
	client, err := rueidis.NewClient(rueidis.ClientOption{InitAddress: []string{b.addr()}})
	if err != nil {
		t.Fatal(err)
	}
	defer client.Close()
	rueidisPipeline(t, client)
	rueidisTransaction(t, client)
	rueidisScript(t, client)
	rueidisCache(t, client)
	rueidisMessages(t, client)
	b.kill()
	b.start(t)
	rueidisReconnect(t, client)
	rueidisScript(t, client)
	rueidisCache(t, client)
	rueidisMessages(t, client)
}

// rueidisReconnect finds the server again. The client has four connections, one of which it takes at random for each
// command, and reports a write that met the end of one.
func rueidisReconnect(t *testing.T, client rueidis.Client) {
	ctx := context.Background()
	inARow := 0
	poll(t, "all connections of the client are there again", func() bool {
		inARow++
		if client.Do(ctx, client.B().Persist().Key("n").Build()).Error() != nil {
			inARow = 0
		}
		return inARow == 100
	})
	if n, err := client.Do(ctx, client.B().Get().Key("n").Build()).AsInt64(); err != nil || n != 101 {
		t.Errorf("after the crash n is %d, %v", n, err)
	}
}

func rueidisPipeline(t *testing.T, client rueidis.Client) {
	var commands rueidis.Commands
	for range 100 {
		commands = append(commands, client.B().Incr().Key("n").Build())
	}
	results := client.DoMulti(context.Background(), commands...)
	if n, err := results[99].AsInt64(); err != nil || n != 100 {
		t.Errorf("a pipeline of INCR: %d, %v", n, err)
	}
	err := client.Do(context.Background(), client.B().Get().Key("missing").Build()).Error()
	if !rueidis.IsRedisNil(err) {
		t.Errorf("GET of a missing key: %v", err)
	}
}

// rueidisTransaction watches a key on a connection of its own: the first attempt meets a change.
func rueidisTransaction(t *testing.T, client rueidis.Client) {
	ctx := context.Background()
	add := func(meet bool) error {
		return client.Dedicated(func(c rueidis.DedicatedClient) error {
			c.Do(ctx, c.B().Watch().Key("n").Build())
			if meet {
				client.Do(ctx, client.B().Incr().Key("other").Build())
				client.Do(ctx, client.B().Set().Key("n").Value("100").Build())
			}
			results := c.DoMulti(ctx, c.B().Multi().Build(), c.B().Incr().Key("n").Build(), c.B().Exec().Build())
			return results[2].Error()
		})
	}
	if err := add(true); !rueidis.IsRedisNil(err) {
		t.Errorf("a watched key changed, and EXEC says %v", err)
	}
	if err := add(false); err != nil {
		t.Error(err)
	}
}

// rueidisScript runs a script by its hash; the library sends its text where the server does not have it.
func rueidisScript(t *testing.T, client rueidis.Client) {
	script := rueidis.NewLuaScript(`return {KEYS[1], redis.call("GET", KEYS[1]), tonumber(ARGV[1]) + 1}`)
	for range 2 {
		reply, err := script.Exec(context.Background(), client, []string{"n"}, []string{"41"}).ToArray()
		if err != nil || len(reply) != 3 {
			t.Fatalf("a script says %v, %v", reply, err)
		}
		if n, err := reply[2].AsInt64(); err != nil || n != 42 {
			t.Errorf("a script says %v, %v", reply[2], err)
		}
	}
}

// rueidisCache reads a value twice, the second time from the client's memory, until somebody changes it.
func rueidisCache(t *testing.T, client rueidis.Client) {
	ctx := context.Background()
	get := func() rueidis.RedisResult {
		return client.DoCache(ctx, client.B().Get().Key("cached").Cache(), time.Minute)
	}
	set := func(value string) {
		if err := client.Do(ctx, client.B().Set().Key("cached").Value(value).Build()).Error(); err != nil {
			t.Fatal(err)
		}
	}
	set("old")
	poll(t, "the value is in the client's cache", func() bool {
		reply := get()
		text, err := reply.ToString()
		return err == nil && text == "old" && reply.IsCacheHit()
	})
	set("new")
	poll(t, "the client hears of the change", func() bool {
		text, err := get().ToString()
		return err == nil && text == "new"
	})
}

// rueidisMessages subscribes and publishes.
func rueidisMessages(t *testing.T, client rueidis.Client) {
	ctx, cancel := context.WithTimeout(context.Background(), pollLimit)
	defer cancel()
	heard := make(chan string, 1)
	ended := make(chan error)
	go func() {
		ended <- client.Receive(ctx, client.B().Psubscribe().Pattern("news:*").Build(), func(m rueidis.PubSubMessage) {
			select {
			case heard <- m.Pattern + " " + m.Channel + " " + m.Message:
			default:
			}
		})
	}()
	poll(t, "somebody listens", func() bool {
		n, err := client.Do(ctx, client.B().Publish().Channel("news:today").Message("hello").Build()).AsInt64()
		return err == nil && n == 1
	})
	if m := <-heard; m != "news:* news:today hello" {
		t.Errorf("heard %q", m)
	}
	cancel()
	if err := <-ended; !errors.Is(err, context.Canceled) {
		t.Errorf("Receive ends with %v", err)
	}
	err := client.Do(context.Background(), client.B().Punsubscribe().Pattern("news:*").Build()).Error()
	if err != nil {
		t.Error(err)
	}
}
