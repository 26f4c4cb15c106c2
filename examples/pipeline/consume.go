package main

import (
	"context"
	"errors"
	"fmt"
	"log"
	"math/rand/v2"
	"strconv"

	"github.com/holdfast-db/holdfast"
)

// crashOf is how many orders a worker processes for each time it crashes, on average.
const crashOf = 60

var (
	errCrashed = errors.New("the worker has crashed")
	errPoison  = errors.New("nobody can process this")
)

// supervise keeps a worker running: after a crash another one takes its place, under a name of its own.
func supervise(ctx context.Context, db *holdfast.DB, place int) {
	for life := 0; ctx.Err() == nil; life++ {
		err := work(ctx, db, fmt.Sprintf("worker-%d-%d", place, life))
		if err != nil && !errors.Is(err, errCrashed) && ctx.Err() == nil {
			log.Print(err)
		}
	}
}

// work processes orders. One that fails is given back with a reason: it comes again later, and at last goes to the dead
// letters. Nobody else has to look after what a crashed worker has left.
func work(ctx context.Context, db *holdfast.DB, name string) error {
	for ctx.Err() == nil {
		reply, err := db.Do(ctx, "XREADGROUP", "GROUP", group, name, "COUNT", "8", "BLOCK", "100", "STREAMS", orders, ">")
		if err != nil {
			return err
		}
		batch, err := entriesOf(reply)
		if err != nil {
			return err
		}
		for _, e := range batch {
			if rand.IntN(crashOf) == 0 {
				return errCrashed
			}
			command := []string{"XACK", orders, group, e.id}
			if err := process(ctx, db, e); errors.Is(err, errPoison) {
				command = []string{"XNACK", orders, group, "FAIL", "IDS", "1", e.id, "DELAY", "10", "REASON", err.Error()}
			} else if err != nil {
				return err
			}
			if rand.IntN(crashOf) == 0 {
				return errCrashed // it was processed, and will be once more
			}
			if _, err := db.Do(ctx, command...); err != nil {
				return err
			}
		}
	}
	return nil
}

// process does the work: here it only writes down what was done.
func process(ctx context.Context, db *holdfast.DB, e entry) error {
	if e.fields["kind"] == "poison" {
		return errPoison
	}
	_, err := db.Do(ctx, "RPUSH", "done:"+e.fields["user"], e.fields["n"])
	return err
}

// entry is an entry of a stream.
type entry struct {
	id     string
	fields map[string]string
}

// number is the number of the user's order.
func (e entry) number() (int, error) { return strconv.Atoi(e.fields["n"]) }

// entriesOf reads the reply of XREADGROUP for one stream.
func entriesOf(reply holdfast.Reply) ([]entry, error) {
	if reply.IsNil() {
		return nil, nil
	}
	streams, err := reply.Array()
	if err != nil || len(streams) == 0 {
		return nil, err
	}
	last := streams[len(streams)-1] // RESP3 has the entries behind the key, RESP2 in an array with it
	if pair, err := last.Array(); err == nil && len(pair) == 2 {
		if _, err := pair[0].Text(); err == nil {
			last = pair[1]
		}
	}
	return readEntries(last)
}

// readEntries reads an array of entries.
func readEntries(reply holdfast.Reply) (entries []entry, err error) {
	all, err := reply.Array()
	if err != nil {
		return nil, err
	}
	for _, one := range all {
		parts, err := one.Array()
		if err != nil {
			return nil, err
		}
		e := entry{fields: make(map[string]string)}
		if e.id, err = parts[0].Text(); err != nil {
			return nil, err
		}
		words, err := parts[1].Array()
		if err != nil {
			return nil, err
		}
		for i := 0; i+1 < len(words); i += 2 {
			field, _ := words[i].Text()
			e.fields[field], _ = words[i+1].Text()
		}
		entries = append(entries, e)
	}
	return entries, nil
}
