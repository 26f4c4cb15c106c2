package clients

import (
	"context"
	"errors"
	"testing"
	"time"

	"github.com/redis/go-redis/v9"
)

// streams runs what go-redis knows of streams and their groups.
func streams(t *testing.T, client *redis.Client) {
	t.Helper()
	ctx := context.Background()
	ids := addEntries(t, client)
	entries, err := client.XRange(ctx, "s", "-", "+").Result()
	if err != nil || len(entries) != 3 || entries[1].Values["n"] != "1" {
		t.Errorf("XRANGE is %v, %v", entries, err)
	}
	read, err := client.XRead(ctx, &redis.XReadArgs{Streams: []string{"s", ids[0]}, Count: 5}).Result()
	if err != nil || len(read) != 1 || len(read[0].Messages) != 2 {
		t.Errorf("XREAD is %v, %v", read, err)
	}
	if err := client.XGroupCreate(ctx, "s", "g", "0").Err(); err != nil {
		t.Fatal(err)
	}
	got, err := client.XReadGroup(ctx, &redis.XReadGroupArgs{Group: "g", Consumer: "c", Streams: []string{"s", ">"}, Count: 2}).Result()
	if err != nil || len(got) != 1 || len(got[0].Messages) != 2 {
		t.Fatalf("XREADGROUP is %v, %v", got, err)
	}
	if n, err := client.XAck(ctx, "s", "g", ids[0]).Result(); err != nil || n != 1 {
		t.Errorf("XACK is %d, %v", n, err)
	}
	groupState(t, client, ids)
	_, err = client.XReadGroup(ctx, &redis.XReadGroupArgs{
		Group: "g", Consumer: "d", Streams: []string{"s", ">"}, Count: 5, Block: 10 * time.Millisecond,
	}).Result()
	if err != nil {
		t.Errorf("XREADGROUP of the last entry: %v", err)
	}
	err = client.XRead(ctx, &redis.XReadArgs{Streams: []string{"s", "$"}, Block: 10 * time.Millisecond}).Err()
	if !errors.Is(err, redis.Nil) {
		t.Errorf("XREAD of nothing: %v", err)
	}
}

func addEntries(t *testing.T, client *redis.Client) (ids []string) {
	t.Helper()
	for i := range 3 {
		id, err := client.XAdd(context.Background(), &redis.XAddArgs{Stream: "s", MaxLen: 100, Approx: true, Values: []any{"n", i}}).Result()
		if err != nil {
			t.Fatal(err)
		}
		ids = append(ids, id)
	}
	return ids
}

// groupState asks what is pending, in every way there is.
func groupState(t *testing.T, client *redis.Client, ids []string) {
	t.Helper()
	ctx := context.Background()
	pending, err := client.XPending(ctx, "s", "g").Result()
	if err != nil || pending.Count != 1 || pending.Consumers["c"] != 1 || pending.Lower != ids[1] {
		t.Errorf("XPENDING is %v, %v", pending, err)
	}
	list, err := client.XPendingExt(ctx, &redis.XPendingExtArgs{Stream: "s", Group: "g", Start: "-", End: "+", Count: 5}).Result()
	if err != nil || len(list) != 1 || list[0].RetryCount != 1 {
		t.Errorf("XPENDING with a range is %v, %v", list, err)
	}
	claimed, start, err := client.XAutoClaim(ctx, &redis.XAutoClaimArgs{Stream: "s", Group: "g", Consumer: "d", Start: "0", Count: 5}).Result()
	if err != nil || len(claimed) != 1 || start != "0-0" {
		t.Errorf("XAUTOCLAIM is %v, %s, %v", claimed, start, err)
	}
	info, err := client.XInfoStream(ctx, "s").Result()
	if err != nil || info.Length != 3 || info.Groups != 1 || info.LastEntry.ID != ids[2] {
		t.Errorf("XINFO STREAM is %v, %v", info, err)
	}
	full, err := client.XInfoStreamFull(ctx, "s", 10).Result()
	if err != nil || len(full.Entries) != 3 || len(full.Groups) != 1 || len(full.Groups[0].Consumers) != 2 {
		t.Errorf("XINFO STREAM FULL is %v, %v", full, err)
	}
	groups, err := client.XInfoGroups(ctx, "s").Result()
	if err != nil || len(groups) != 1 || groups[0].Lag != 1 || groups[0].EntriesRead != 2 {
		t.Errorf("XINFO GROUPS is %v, %v", groups, err)
	}
	consumers, err := client.XInfoConsumers(ctx, "s", "g").Result()
	if err != nil || len(consumers) != 2 || consumers[1].Pending != 1 {
		t.Errorf("XINFO CONSUMERS is %v, %v", consumers, err)
	}
}
