// Pipeline is producers and consumers on one stream, in one process with its database: consumers crash at random, some
// orders are poison, and the process may be killed at any moment. Every order is processed at least once or found among
// the dead letters, and the orders of one user are processed in the order in which they came.
package main

import (
	"context"
	"errors"
	"flag"
	"fmt"
	"log"
	"path/filepath"
	"sync"
	"time"

	"github.com/holdfast-db/holdfast"
)

// The keys.
const (
	orders = "orders"
	group  = "workers"
	dead   = "orders:dead"
)

func main() {
	dir := flag.String("dir", "./data", "directory of the database")
	during := flag.Duration("for", 5*time.Second, "how long to produce orders")
	flag.Parse()
	if err := run(*dir, *during); err != nil {
		log.Fatal(err)
	}
}

// run produces and consumes for some time, waits until everything has been seen to, and checks that nothing is lost.
func run(dir string, during time.Duration) (err error) {
	db, err := holdfast.Open(filepath.Join(dir, "db"), holdfast.Options{})
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, db.Close()) }()
	ctx, stop := context.WithCancel(context.Background())
	defer stop()
	if err := prepare(ctx, db); err != nil {
		return err
	}
	journal, err := openJournal(filepath.Join(dir, "acknowledged"))
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, journal.Close()) }()

	var workers sync.WaitGroup
	for i := range 4 {
		workers.Go(func() { supervise(ctx, db, i) })
	}
	until := time.Now().Add(during)
	var producers sync.WaitGroup
	failures := make(chan error, 2)
	for i := range 2 {
		producers.Go(func() { failures <- produce(ctx, db, journal, i, until) })
	}
	producers.Wait()
	if err := errors.Join(<-failures, <-failures); err != nil {
		return err
	}
	if err := drain(ctx, db); err != nil {
		return err
	}
	stop()
	workers.Wait()
	report, err := verify(context.Background(), db, journal)
	if err == nil {
		fmt.Println(report)
	}
	return err
}

// prepare makes the group, unless an earlier run has done so, and tells it what to do by itself.
func prepare(ctx context.Context, db *holdfast.DB) error {
	_, err := db.Do(ctx, "XGROUP", "CREATE", orders, group, "0", "MKSTREAM")
	var refused holdfast.Error
	if err != nil && !errors.As(err, &refused) { // BUSYGROUP: it is there
		return err
	}
	_, err = db.Do(ctx, "XGROUP", "CONFIGURE", orders, group,
		"VISIBILITY", "200", "BACKOFF", "2", "MAXVISIBILITY", "2000", // who is silent for so long has crashed
		"MAXDELIVERIES", "4", "DEADLETTER", dead, // what nobody can process must not go round for ever
		"ORDERBY", "user") // one user's orders one after the other
	return err
}

// drain waits until no order is left: neither behind the group, nor parked, nor pending.
func drain(ctx context.Context, db *holdfast.DB) error {
	for {
		reply, err := db.Do(ctx, "XINFO", "GROUPS", orders)
		if err != nil {
			return err
		}
		left, err := leftOf(reply)
		if err != nil || left == 0 {
			return err
		}
		time.Sleep(20 * time.Millisecond)
	}
}

// leftOf adds up what a group has still to do, from the reply of XINFO GROUPS.
func leftOf(groups holdfast.Reply) (left int64, err error) {
	all, err := groups.Array()
	if err != nil {
		return 0, err
	}
	for _, g := range all {
		fields, err := g.Array()
		if err != nil {
			return 0, err
		}
		for i := 0; i+1 < len(fields); i += 2 {
			switch name, _ := fields[i].Text(); name {
			case "pending", "parked", "lag":
				n, err := fields[i+1].Int()
				if err != nil {
					return 0, err
				}
				left += n
			}
		}
	}
	return left, nil
}
