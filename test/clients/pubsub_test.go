package clients

import (
	"context"
	"testing"
	"time"

	"github.com/redis/go-redis/v9"
)

// publish has the client listen to a channel and a pattern, and publish to itself, alone and in a transaction.
func publish(t *testing.T, client *redis.Client) {
	t.Helper()
	ctx, cancel := context.WithTimeout(context.Background(), 10*time.Second)
	defer cancel()
	sub := client.Subscribe(ctx, "news")
	defer sub.Close()
	if err := sub.PSubscribe(ctx, "n*s"); err != nil {
		t.Fatal(err)
	}
	for range 2 { // the confirmations
		if _, err := sub.Receive(ctx); err != nil {
			t.Fatal(err)
		}
	}
	if err := client.Publish(ctx, "news", "first").Err(); err != nil {
		t.Fatal(err)
	}
	if _, err := client.TxPipelined(ctx, func(p redis.Pipeliner) error {
		p.Publish(ctx, "news", "second")
		return p.Set(ctx, "published", "second", 0).Err()
	}); err != nil {
		t.Fatal(err)
	}
	for _, want := range []string{"first", "first", "second", "second"} {
		if m, err := sub.ReceiveMessage(ctx); err != nil || m.Channel != "news" || m.Payload != want {
			t.Fatalf("got %v instead of %q (%v)", m, want, err)
		}
	}
	if err := sub.Ping(ctx, "still here"); err != nil {
		t.Fatal(err)
	}
	if m, err := sub.Receive(ctx); err != nil {
		t.Errorf("PING of a subscriber: %v, %v", m, err)
	}
}
