package kill

import (
	"errors"
	"fmt"
	"maps"
	"slices"
	"strings"
	"time"

	"github.com/holdfast-db/holdfast/internal/redistest"
	"github.com/holdfast-db/holdfast/internal/resp"
)

// found is what the server holds of one writer.
type found struct {
	at     span // when it was read
	values map[string]value
}

// read asks the server for all keys of a writer.
func read(c *redistest.Client, keys []string) (found, error) {
	f := found{values: make(map[string]value)}
	f.at.from = time.Now().UnixMilli()
	for _, key := range keys {
		data, err := c.Do("GET", key)
		if err != nil {
			return f, err
		}
		due, err := c.Do("PEXPIRETIME", key)
		if err != nil {
			return f, err
		}
		if data.Kind == resp.Bulk && due.Int != -2 { // -2: it expired in between
			due := max(due.Int, 0)
			f.values[key] = value{data: string(data.Str), dueFrom: due, dueTo: due}
		}
	}
	f.at.to = time.Now().UnixMilli()
	return f, nil
}

// mismatch says what is wrong with a key that should hold what s says; empty if nothing is.
func (f found) mismatch(key string, s state) string {
	want, isWanted := s[key]
	got, isThere := f.values[key]
	switch {
	case isThere && got.dueFrom != 0 && got.dueFrom < f.at.from:
		return fmt.Sprintf("outlived its time by %d ms", f.at.from-got.dueFrom)
	case !isThere && (!isWanted || want.dueFrom != 0 && want.dueFrom <= f.at.to):
		return ""
	case !isThere:
		return "is missing, want " + shown(want.data)
	case !isWanted:
		return fmt.Sprintf("holds %s, want nothing", shown(got.data))
	case got.data != want.data:
		return fmt.Sprintf("holds %s, want %s", shown(got.data), shown(want.data))
	case got.dueFrom < want.dueFrom || got.dueFrom > want.dueTo:
		return fmt.Sprintf("expires at %d, want %d to %d", got.dueFrom, want.dueFrom, want.dueTo)
	}
	return ""
}

func (f found) mismatches(keys []string, s state) map[string]string {
	wrong := make(map[string]string)
	for _, key := range keys {
		if text := f.mismatch(key, s); text != "" {
			wrong[key] = text
		}
	}
	return wrong
}

// settle finds the unit after which the server's data is that of the writer, and goes on from there. diedAt bounds
// the time in which the unacknowledged units ran.
func (w *writer) settle(f found, diedAt int64) error {
	keys := keysOf(w.id)
	s := w.state.clone()
	nearest, nearestAt := f.mismatches(keys, s), w.acked
	for i := w.acked; i < len(w.history) && len(nearest) > 0; i++ {
		w.history[i].ran.to = diedAt
		w.history[i].apply(s)
		if wrong := f.mismatches(keys, s); len(wrong) < len(nearest) {
			nearest, nearestAt = wrong, i+1
		}
	}
	if len(nearest) > 0 {
		return w.loss(nearest, nearestAt)
	}
	w.state = s
	w.history = w.history[max(0, nearestAt-keptUnits):nearestAt]
	w.acked = len(w.history)
	return nil
}

// loss describes what is wrong, with the history of the keys concerned.
func (w *writer) loss(wrong map[string]string, at int) error {
	var b strings.Builder
	fmt.Fprintf(&b, "writer %d: %d units are acknowledged and %d more were sent, but the data is that of none of the "+
		"states between; after unit %d comes nearest:\n", w.id, w.acked, len(w.history)-w.acked, at)
	for _, key := range slices.Sorted(maps.Keys(wrong)) {
		fmt.Fprintf(&b, "%s %s; its history:\n", key, wrong[key])
		w.tell(&b, key)
	}
	return errors.New(b.String())
}

// tell lists the last units that touch a key.
func (w *writer) tell(b *strings.Builder, key string) {
	const lines = 12
	var list []string
	for i, u := range w.history {
		if !u.touches(key) {
			continue
		}
		mark := "acknowledged"
		if i >= w.acked {
			mark = "sent"
		}
		list = append(list, fmt.Sprintf("    %d (%s) %v\n", i+1, mark, u))
	}
	for _, line := range list[max(0, len(list)-lines):] {
		b.WriteString(line)
	}
}
