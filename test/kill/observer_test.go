package kill

import (
	"fmt"
	"strconv"

	"github.com/holdfast-db/holdfast/internal/redistest"
)

// observer reads what the writers count. What it has seen must not be taken back either, acknowledged or not.
type observer struct{ seen []int }

// watch reads until the connection breaks.
func (o *observer) watch(c *redistest.Client) {
	args := []string{"MGET"}
	for i := range o.seen {
		args = append(args, tallyKey(i))
	}
	for {
		v, err := c.Do(args...)
		if err != nil {
			return
		}
		for i, elem := range v.Elems {
			if n, err := strconv.Atoi(string(elem.Str)); err == nil {
				o.seen[i] = max(o.seen[i], n)
			}
		}
	}
}

// check compares with what a writer's tally holds after the crash.
func (o *observer) check(w *writer) error {
	tally := number("0" + w.state[tallyKey(w.id)].data)
	if tally < o.seen[w.id] {
		return fmt.Errorf("writer %d: the tally was seen at %d and is %d now", w.id, o.seen[w.id], tally)
	}
	return nil
}
