package holdfast_test

import (
	"context"
	"errors"
	"fmt"
	"log"
	"strconv"
	"sync"
	"testing"
	"time"

	"github.com/holdfast-db/holdfast"
)

var errNo = errors.New("no")

func update(t *testing.T, db *holdfast.DB, fn func(tx *holdfast.Tx) error) {
	t.Helper()
	if err := db.Update(context.Background(), fn); err != nil {
		t.Fatal(err)
	}
}

func set(t *testing.T, tx *holdfast.Tx, key, value string) {
	t.Helper()
	if err := tx.Set(key, []byte(value)); err != nil {
		t.Error(err)
	}
}

// sees fails unless the transaction reads a value, "" being none.
func sees(t *testing.T, tx *holdfast.Tx, key, want string) {
	t.Helper()
	got, err := tx.Get(key)
	if errors.Is(err, holdfast.ErrNil) != (want == "") || err != nil && want != "" || string(got) != want {
		t.Errorf("%s is %q, %v, want %q", key, got, err, want)
	}
}

func TestUpdate(t *testing.T) {
	db := open(t, t.TempDir(), nil)
	do(t, db, "MSET", "a", "1", "b", "2")
	update(t, db, func(tx *holdfast.Tx) error {
		sees(t, tx, "a", "1")
		set(t, tx, "a", "10")
		sees(t, tx, "a", "10")
		set(t, tx, "new", "x")
		if err := tx.Delete("b"); err != nil {
			t.Error(err)
		}
		sees(t, tx, "b", "")
		sees(t, tx, "none", "")
		if got, _ := do(t, db, "GET", "a").Text(); got != "1" {
			t.Errorf("others see %q before the commit", got)
		}
		return tx.SetTTL("mortal", []byte("y"), time.Hour)
	})
	if got := do(t, db, "MGET", "a", "b", "new", "mortal").String(); got != "1) \"10\"\n2) (nil)\n3) \"x\"\n4) \"y\"" {
		t.Errorf("after the commit: %s", got)
	}
	if ttl, _ := do(t, db, "TTL", "mortal").Int(); ttl < 3590 {
		t.Errorf("TTL %d", ttl)
	}
	if ttl, _ := do(t, db, "TTL", "new").Int(); ttl != -1 {
		t.Errorf("TTL %d", ttl)
	}
}

func TestUpdateRollsBack(t *testing.T) {
	db := open(t, t.TempDir(), nil)
	do(t, db, "SET", "a", "1")
	var kept *holdfast.Tx
	err := db.Update(context.Background(), func(tx *holdfast.Tx) error {
		kept = tx
		sees(t, tx, "a", "1")
		set(t, tx, "a", "2")
		return errNo
	})
	if !errors.Is(err, errNo) {
		t.Errorf("Update returns %v", err)
	}
	if got, _ := do(t, db, "GET", "a").Text(); got != "1" {
		t.Errorf("a is %q", got)
	}
	if _, err := kept.Get("a"); !errors.Is(err, holdfast.ErrTxDone) {
		t.Errorf("Get after the end: %v", err)
	}
	if err := kept.Set("a", nil); !errors.Is(err, holdfast.ErrTxDone) {
		t.Errorf("Set after the end: %v", err)
	}
}

func TestSavepoints(t *testing.T) {
	db := open(t, t.TempDir(), nil)
	update(t, db, func(tx *holdfast.Tx) error {
		set(t, tx, "a", "1")
		set(t, tx, "b", "1")
		err := tx.Savepoint(func(tx *holdfast.Tx) error {
			set(t, tx, "a", "2")
			if err := tx.Savepoint(func(tx *holdfast.Tx) error {
				set(t, tx, "c", "2")
				set(t, tx, "a", "3")
				return nil
			}); err != nil {
				t.Error(err)
			}
			sees(t, tx, "c", "2")
			sees(t, tx, "a", "3")
			return errNo
		})
		if !errors.Is(err, errNo) {
			t.Errorf("Savepoint returns %v", err)
		}
		sees(t, tx, "a", "1")
		sees(t, tx, "c", "")
		if err := tx.Savepoint(func(tx *holdfast.Tx) error {
			_ = tx.Savepoint(func(tx *holdfast.Tx) error {
				set(t, tx, "b", "bad")
				return errNo
			})
			set(t, tx, "d", "4")
			return tx.Delete("a")
		}); err != nil {
			t.Error(err)
		}
		func() {
			defer func() { _ = recover() }()
			_ = tx.Savepoint(func(tx *holdfast.Tx) error {
				set(t, tx, "d", "bad")
				panic("at the disco")
			})
		}()
		return nil
	})
	if got := do(t, db, "MGET", "a", "b", "c", "d").String(); got != "1) (nil)\n2) \"1\"\n3) (nil)\n4) \"4\"" {
		t.Errorf("after the commit: %s", got)
	}
}

// What a transaction reads fits together: when another has come between, Get fails, and the function is run again.
func TestUpdateSeesOneMoment(t *testing.T) {
	db := open(t, t.TempDir(), nil)
	do(t, db, "MSET", "a", "1", "b", "1")
	runs := 0
	update(t, db, func(tx *holdfast.Tx) error {
		runs++
		a, err := tx.Get("a")
		if err != nil {
			return err
		}
		if runs == 1 {
			do(t, db, "MSET", "a", "2", "b", "2")
		}
		b, err := tx.Get("b")
		switch {
		case runs == 1 && !errors.Is(err, holdfast.ErrConflict):
			t.Errorf("a is %s, b is %s, %v", a, b, err)
		case runs == 1:
			return errNo // even so it is tried again
		case err != nil:
			return err
		}
		return tx.Set("sum", append(a, b...))
	})
	if got, _ := do(t, db, "GET", "sum").Text(); got != "22" || runs != 2 {
		t.Errorf("sum is %q after %d runs", got, runs)
	}
}

func TestUpdateGivesUp(t *testing.T) {
	db := open(t, t.TempDir(), nil)
	runs := 0
	err := db.Update(context.Background(), func(tx *holdfast.Tx) error {
		if _, err := tx.Get("a"); err != nil && !errors.Is(err, holdfast.ErrNil) {
			return err
		}
		runs++
		do(t, db, "SET", "a", strconv.Itoa(runs))
		return tx.Set("b", nil)
	})
	if !errors.Is(err, holdfast.ErrConflict) || runs < 10 {
		t.Errorf("after %d runs: %v", runs, err)
	}
	if !do(t, db, "GET", "b").IsNil() {
		t.Error("b was written")
	}
}

// Transfers between accounts keep their sum, in the end and for everybody who looks.
func TestUpdateIsSerializable(t *testing.T) {
	const accounts, workers, each = 4, 4, 100
	db := open(t, t.TempDir(), nil)
	for i := range accounts {
		do(t, db, "SET", fmt.Sprint("account", i), "100")
	}
	amount := func(tx *holdfast.Tx, i int) (int, error) {
		b, err := tx.Get(fmt.Sprint("account", i%accounts))
		if err != nil {
			return 0, err
		}
		return strconv.Atoi(string(b))
	}
	var all sync.WaitGroup
	for w := range workers {
		all.Go(func() {
			for n := range each {
				err := db.Update(context.Background(), func(tx *holdfast.Tx) error {
					sum := 0
					for i := range accounts {
						v, err := amount(tx, i)
						if err != nil {
							return err
						}
						sum += v
					}
					if sum != 100*accounts {
						t.Errorf("the sum is %d", sum)
					}
					from, err := amount(tx, w+n)
					if err != nil {
						return err
					}
					to, err := amount(tx, w+n+1)
					if err != nil {
						return err
					}
					if err := tx.Set(fmt.Sprint("account", (w+n)%accounts), []byte(strconv.Itoa(from-1))); err != nil {
						return err
					}
					return tx.Set(fmt.Sprint("account", (w+n+1)%accounts), []byte(strconv.Itoa(to+1)))
				})
				if err != nil && !errors.Is(err, holdfast.ErrConflict) {
					t.Error(err)
				}
			}
		})
	}
	all.Wait()
	sum := 0
	for i := range accounts {
		n, _ := do(t, db, "GET", fmt.Sprint("account", i)).Int()
		sum += int(n)
	}
	if sum != 100*accounts {
		t.Errorf("in the end the sum is %d", sum)
	}
}

func ExampleDB_Update() {
	db, closeAll := openTemp()
	defer closeAll()
	ctx := context.Background()
	err := db.Update(ctx, func(tx *holdfast.Tx) error {
		if err := tx.Set("order:1", []byte("two pears")); err != nil {
			return err
		}
		gift := tx.Savepoint(func(tx *holdfast.Tx) error {
			if err := tx.Set("gift:1", []byte("a plum")); err != nil {
				return err
			}
			return errors.New("we are out of plums")
		})
		fmt.Println("no gift:", gift)
		return nil
	})
	if err != nil {
		log.Fatal(err)
	}
	for e := range db.Range(ctx, holdfast.Range{}) {
		fmt.Printf("%s: %s\n", e.Key, e.Value)
	}
	// Output:
	// no gift: we are out of plums
	// order:1: two pears
}
