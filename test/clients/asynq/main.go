// Command asynq works and sends jobs with asynq: Lua scripts over lists, sorted sets and hashes, and pub/sub for
// cancellation.
package main

import (
	"context"
	"log"
	"os"
	"time"

	"github.com/hibiken/asynq"
	"github.com/redis/go-redis/v9"

	"github.com/holdfast-db/holdfast/test/clients/job"
)

func main() {
	if len(os.Args) > 1 && os.Args[1] == "worker" {
		work()
		return
	}
	client := asynq.NewClient(asynq.RedisClientOpt{Addr: job.Addr()})
	job.Serve(func(name string) error {
		if name == "elapse" {
			return elapse()
		}
		_, err := client.Enqueue(asynq.NewTask("job", []byte(name)), asynq.TaskID(name), asynq.MaxRetry(3),
			asynq.ProcessIn(job.Delay(name)))
		return err
	})
}

func work() {
	server := asynq.NewServer(asynq.RedisClientOpt{Addr: job.Addr()}, asynq.Config{
		Concurrency:              2,
		TaskCheckInterval:        100 * time.Millisecond,
		DelayedTaskCheckInterval: 100 * time.Millisecond,
		RetryDelayFunc:           func(int, error, *asynq.Task) time.Duration { return 0 },
	})
	handler := func(_ context.Context, task *asynq.Task) error { return job.Work(string(task.Payload())) }
	if err := server.Run(asynq.HandlerFunc(handler)); err != nil {
		log.Fatal(err)
	}
}

// elapse lets the minute pass after which asynq gives up a worker: it ends the leases of all tasks.
func elapse() error {
	client := redis.NewClient(&redis.Options{Addr: job.Addr()})
	defer client.Close()
	ctx := context.Background()
	const leases = "asynq:{default}:lease"
	tasks, err := client.ZRange(ctx, leases, 0, -1).Result()
	if err != nil {
		return err
	}
	for _, task := range tasks {
		if err := client.ZAddXX(ctx, leases, redis.Z{Score: 1, Member: task}).Err(); err != nil {
			return err
		}
	}
	return nil
}
