package main

import (
	"context"
	"fmt"
	"math/rand/v2"
	"os"
	"strconv"
	"sync"
	"time"

	"github.com/holdfast-db/holdfast"
)

// usersPerProducer keeps the users of two producers apart, so that the numbers of one user's orders ascend.
const usersPerProducer = 5

// poisonOf is how many orders there are for each one that nobody can process.
const poisonOf = 50

// produce adds orders until a time, and notes each one that was acknowledged.
func produce(ctx context.Context, db *holdfast.DB, j *journal, producer int, until time.Time) error {
	for time.Now().Before(until) {
		user := "user" + strconv.Itoa(producer*usersPerProducer+rand.IntN(usersPerProducer))
		n, err := number(ctx, db, user)
		if err != nil {
			return err
		}
		kind := "order"
		if rand.IntN(poisonOf) == 0 {
			kind = "poison"
		}
		if _, err := db.Do(ctx, "XADD", orders, "*", "user", user, "n", n, "kind", kind); err != nil {
			return err
		}
		if err := j.note(user, n); err != nil {
			return err
		}
		time.Sleep(time.Millisecond)
	}
	return nil
}

func number(ctx context.Context, db *holdfast.DB, user string) (string, error) {
	reply, err := db.Do(ctx, "HINCRBY", "numbers", user, "1")
	if err != nil {
		return "", err
	}
	n, err := reply.Int()
	return strconv.FormatInt(n, 10), err
}

// journal is a file of the orders that the database has acknowledged: what it must not lose, whenever it dies.
type journal struct {
	mu   sync.Mutex // one line at a time
	file *os.File
}

func openJournal(name string) (*journal, error) {
	file, err := os.OpenFile(name, os.O_CREATE|os.O_RDWR|os.O_APPEND, 0o600)
	return &journal{file: file}, err
}

func (j *journal) note(user, n string) error {
	j.mu.Lock()
	defer j.mu.Unlock()
	_, err := fmt.Fprintf(j.file, "%s %s\n", user, n)
	return err
}

// Close closes the file.
func (j *journal) Close() error { return j.file.Close() }
