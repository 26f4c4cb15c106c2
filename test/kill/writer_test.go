package kill

import (
	"fmt"
	"time"

	"github.com/holdfast-db/holdfast/internal/redistest"
	"github.com/holdfast-db/holdfast/internal/resp"
)

const (
	// deepest is the most units that a writer sends before it reads the replies.
	deepest = 24
	// keptUnits is about how many units a writer remembers, to tell about them when something is lost.
	keptUnits = 5000
)

// writer is a client that knows what its keys hold. It lives longer than the servers that it writes to.
type writer struct {
	id      int
	dice    dice
	state   state  // after the last acknowledged unit
	history []unit // all units, the acknowledged ones first
	acked   int    // how many of those are acknowledged
}

// write sends units until the connection breaks. For each that is acknowledged it calls onAck. It returns an error if
// the server answered anything but what it should have.
func (w *writer) write(c *redistest.Client, onAck func()) error {
	for {
		batch := w.next()
		var raw []byte
		for i := range batch {
			batch[i].ran.from = time.Now().UnixMilli()
			raw = batch[i].encode(raw)
		}
		w.history = append(w.history, batch...)
		if _, err := c.Write(raw); err != nil {
			return nil
		}
		for range batch {
			replies, err := w.receive(c)
			if err != nil {
				return nil
			}
			if err := w.acknowledge(replies, time.Now().UnixMilli()); err != nil {
				return err
			}
			onAck()
		}
	}
}

// next makes up a pipeline; half of the time it is one unit.
func (w *writer) next() []unit {
	depth := 1
	if w.dice.rng.IntN(2) == 0 {
		depth += w.dice.rng.IntN(deepest)
	}
	batch := make([]unit, depth)
	for i := range batch {
		batch[i] = w.dice.unit()
	}
	return batch
}

// receive reads the replies to the oldest unit that has none.
func (w *writer) receive(c *redistest.Client) ([]string, error) {
	u := w.history[w.acked]
	if u.isTransaction() {
		for range len(u.commands) + 1 { // OK, and QUEUED for each
			if _, err := c.Receive(); err != nil {
				return nil, err
			}
		}
	}
	v, err := c.Receive()
	if err != nil {
		return nil, err
	}
	if !u.isTransaction() {
		return []string{textOf(v)}, nil
	}
	replies := make([]string, len(v.Elems))
	for i, elem := range v.Elems {
		replies[i] = textOf(elem)
	}
	return replies, nil
}

func textOf(v resp.Value) string {
	switch v.Kind {
	case resp.Null:
		return "nil"
	case resp.Int:
		return fmt.Sprintf(":%d", v.Int)
	case resp.Simple:
		return "+" + string(v.Str)
	case resp.Error:
		return "-" + string(v.Str)
	default:
		return string(v.Str)
	}
}

// acknowledge applies the oldest unit that is not acknowledged and compares the replies
// that came at a time.
func (w *writer) acknowledge(replies []string, at int64) error {
	u := &w.history[w.acked]
	u.ran.to = at
	w.acked++
	want := u.apply(w.state)
	if len(replies) != len(want) {
		return fmt.Errorf("writer %d: %v has %d replies: %q", w.id, u, len(replies), replies)
	}
	for i := range want {
		if want[i] != replies[i] && want[i] != anyReply {
			return fmt.Errorf("writer %d: %v got reply %s for command %d, want %s",
				w.id, u, shown(replies[i]), i+1, shown(want[i]))
		}
	}
	return nil
}
