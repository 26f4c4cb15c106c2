package main

import (
	"bufio"
	"context"
	"fmt"
	"io"
	"strconv"
	"strings"

	"github.com/holdfast-db/holdfast"
)

// verify checks that every acknowledged order was processed or is among the dead letters, and that every user's orders
// were processed in order; what was processed twice counts where it was first.
func verify(ctx context.Context, db *holdfast.DB, j *journal) (report string, err error) {
	buried, reasons, err := deadOrders(ctx, db)
	if err != nil {
		return "", err
	}
	done := make(map[string]bool)
	again := 0
	for u := range 2 * usersPerProducer {
		user := "user" + strconv.Itoa(u)
		repeated, err := verifyUser(ctx, db, user, done)
		if err != nil {
			return "", err
		}
		again += repeated
	}
	if _, err := j.file.Seek(0, io.SeekStart); err != nil {
		return "", err
	}
	acknowledged := 0
	for lines := bufio.NewScanner(j.file); lines.Scan(); acknowledged++ {
		if order := lines.Text(); strings.Contains(order, " ") && !done[order] && !buried[order] {
			return "", fmt.Errorf("order %q is lost", order)
		}
	}
	return fmt.Sprintf("%d orders acknowledged, %d processed (%d of them more than once), %d dead letters (%v), none lost",
		acknowledged, len(done), again, len(buried), reasons), nil
}

// verifyUser checks the order of one user's orders and notes what was done.
func verifyUser(ctx context.Context, db *holdfast.DB, user string, done map[string]bool) (repeated int, err error) {
	reply, err := db.Do(ctx, "LRANGE", "done:"+user, "0", "-1")
	if err != nil {
		return 0, err
	}
	list, err := reply.Array()
	if err != nil {
		return 0, err
	}
	last := 0
	for _, item := range list {
		text, err := item.Text()
		if err != nil {
			return 0, err
		}
		n, err := strconv.Atoi(text)
		if err != nil {
			return 0, err
		}
		order := user + " " + text
		switch {
		case done[order]:
			repeated++
		case n < last:
			return 0, fmt.Errorf("%s: order %d was processed after %d", user, n, last)
		default:
			done[order], last = true, n
		}
	}
	return repeated, nil
}

// deadOrders reads the dead letters and why they are dead.
func deadOrders(ctx context.Context, db *holdfast.DB) (buried map[string]bool, reasons map[string]int, err error) {
	reply, err := db.Do(ctx, "XRANGE", dead, "-", "+")
	if err != nil {
		return nil, nil, err
	}
	letters, err := readEntries(reply)
	if err != nil {
		return nil, nil, err
	}
	buried, reasons = make(map[string]bool), make(map[string]int)
	for _, e := range letters {
		if _, err := e.number(); err != nil {
			return nil, nil, err
		}
		buried[e.fields["user"]+" "+e.fields["n"]] = true
		reasons[e.fields["dead-reason"]]++
	}
	return buried, reasons, nil
}
