package instance

import (
	"context"
	"fmt"
	"math/rand/v2"
	"strconv"
	"sync"
	"testing"

	"github.com/cockroachdb/pebble/v2/vfs"

	"github.com/holdfast-db/holdfast/internal/base/clock"
	"github.com/holdfast-db/holdfast/internal/resp"
)

// TestScriptsAmongOthers moves money between accounts by scripts that declare no keys, while others lock several
// accounts in ascending order and all of them: nobody deadlocks, and no sum is ever wrong.
func TestScriptsAmongOthers(t *testing.T) {
	const accounts, workers, rounds, start = 16, 6, 300, 100
	in := open(t, vfs.NewMem(), clock.NewManual(crashEpoch), "--appendfsync", "no", "--shards", "8")
	defer closeInstance(t, in)
	var all []string
	for i := range accounts {
		all = append(all, fmt.Sprint("account:", i))
		do(t, in, "SET", all[i], strconv.Itoa(start))
	}
	var wg sync.WaitGroup
	for w := range workers {
		wg.Go(func() {
			rng := rand.New(rand.NewPCG(uint64(w), 1))
			for range rounds {
				from, to := all[rng.IntN(accounts)], all[rng.IntN(accounts)]
				switch w % 3 {
				case 0:
					do(t, in, "EVAL", "redis.call('decr', ARGV[1]) redis.call('incr', ARGV[2])", "0", from, to)
				case 1:
					do(t, in, "EVAL", "local n = redis.call('get', ARGV[1]) redis.call('decr', ARGV[2]) redis.call('incr', ARGV[1]) return n", "1", to, from, to)
				case 2:
					checkSum(t, in, all, accounts*start)
				}
			}
		})
	}
	wg.Wait()
	checkSum(t, in, all, accounts*start)
}

// checkSum adds up the accounts, with all their locks or by a script.
func checkSum(t *testing.T, in *Instance, accounts []string, want int) {
	t.Helper()
	sum := 0
	err := in.Do(context.Background(), append([]string{"MGET"}, accounts...), func(reply []byte) error {
		sum = sumOf(t, reply)
		return nil
	})
	if err != nil || sum != want {
		t.Errorf("the sum is %d, %v; want %d", sum, err, want)
	}
	script := "local n = 0 for i = 1, #ARGV do n = n + redis.call('get', ARGV[i]) end return n"
	err = in.Do(context.Background(), append([]string{"EVAL", script, "0"}, accounts...), func(reply []byte) error {
		if string(reply) != fmt.Sprintf(":%d\r\n", want) {
			t.Errorf("a script sums up %q, want %d", reply, want)
		}
		return nil
	})
	if err != nil {
		t.Error(err)
	}
}

func sumOf(t *testing.T, reply []byte) (sum int) {
	t.Helper()
	v, _, err := resp.Decode(reply)
	if err != nil {
		t.Fatal(err)
	}
	for _, e := range v.Elems {
		n, err := strconv.Atoi(string(e.Str))
		if err != nil {
			t.Fatal(err)
		}
		sum += n
	}
	return sum
}
