package kill

import (
	"fmt"
	"math/rand/v2"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/holdfast-db/holdfast/internal/resp"
)

// unit is what happens as a whole or not at all: a command, or a transaction of several.
type unit struct {
	commands [][]string
	ran      span
}

func (u unit) isTransaction() bool { return len(u.commands) > 1 }

// encode appends the unit as a client sends it.
func (u unit) encode(dst []byte) []byte {
	if u.isTransaction() {
		dst = resp.AppendCommandStrings(dst, "MULTI")
	}
	for _, args := range u.commands {
		dst = resp.AppendCommandStrings(dst, args...)
	}
	if u.isTransaction() {
		dst = resp.AppendCommandStrings(dst, "EXEC")
	}
	return dst
}

// apply runs the unit in a state and returns the replies.
func (u unit) apply(s state) []string {
	replies := make([]string, len(u.commands))
	for i, args := range u.commands {
		replies[i] = s.run(args, u.ran)
	}
	return replies
}

func (u unit) touches(key string) bool {
	for _, args := range u.commands {
		if slices.Contains(args[1:], key) || args[0] == "KDELRANGE" && isBetween(key, args[1], args[2]) {
			return true
		}
	}
	return false
}

// isBetween reports whether a key is in the range of a KDELRANGE.
func isBetween(key, start, stop string) bool { return key >= start[1:] && key <= stop[1:] }

func (u unit) String() string {
	lines := make([]string, len(u.commands))
	for i, args := range u.commands {
		words := make([]string, len(args))
		for j, arg := range args {
			words[j] = shown(arg)
		}
		lines[i] = strings.Join(words, " ")
	}
	if u.isTransaction() {
		return "MULTI; " + strings.Join(lines, "; ") + "; EXEC"
	}
	return lines[0]
}

// shown is a value as a failure shows it.
func shown(text string) string {
	const longest = 60
	if len(text) > longest {
		return fmt.Sprintf("%q... (%d bytes)", text[:longest], len(text))
	}
	return strconv.Quote(text)
}

// The keys of a writer. Numbers are only counted up, fleeting keys only set with a short time to live and deleted;
// everything is done to texts.
const (
	textCount     = 12
	numberCount   = 6
	fleetingCount = 4
)

func textKey(writer, i int) string     { return fmt.Sprintf("w%d:text:%d", writer, i) }
func numberKey(writer, i int) string   { return fmt.Sprintf("w%d:number:%d", writer, i) }
func fleetingKey(writer, i int) string { return fmt.Sprintf("w%d:fleeting:%d", writer, i) }

// tallyKey is only ever counted up by one.
func tallyKey(writer int) string { return fmt.Sprintf("w%d:tally", writer) }

func isFleeting(key string) bool { return strings.Contains(key, ":fleeting:") }

func keysOf(writer int) []string {
	keys := []string{tallyKey(writer)}
	for i := range textCount {
		keys = append(keys, textKey(writer, i))
	}
	for i := range numberCount {
		keys = append(keys, numberKey(writer, i))
	}
	for i := range fleetingCount {
		keys = append(keys, fleetingKey(writer, i))
	}
	return keys
}

// dice makes up what a writer does.
type dice struct {
	rng    *rand.Rand
	writer int
}

func (d dice) text() string   { return textKey(d.writer, d.rng.IntN(textCount)) }
func (d dice) number() string { return numberKey(d.writer, d.rng.IntN(numberCount)) }

// value is a text that tells itself from others. A few are long, to fill the segments of the log.
func (d dice) value() string {
	text := strconv.FormatUint(d.rng.Uint64(), 36)
	if d.rng.IntN(100) == 0 {
		return strings.Repeat(text, 2000)
	}
	return strings.Repeat(text, 1+d.rng.IntN(4))
}

// part is a short text.
func (d dice) part() string { return strconv.FormatUint(d.rng.Uint64N(1<<40), 36) }

// unit is one command, or now and then a transaction.
func (d dice) unit() unit {
	if d.rng.IntN(10) > 0 {
		return unit{commands: [][]string{d.command()}}
	}
	var u unit
	for range 2 + d.rng.IntN(4) {
		u.commands = append(u.commands, d.command())
	}
	return u
}

func (d dice) command() []string {
	switch d.rng.IntN(16) {
	case 0, 1, 2:
		return []string{"SET", d.text(), d.value()}
	case 3:
		return []string{"SET", d.text(), d.value(), "KEEPTTL"}
	case 4:
		return []string{"INCRBY", tallyKey(d.writer), "1"}
	case 5:
		return []string{"INCRBY", d.number(), strconv.Itoa(1 + d.rng.IntN(1000))}
	case 6:
		return []string{"APPEND", d.text(), d.part()}
	case 7:
		return []string{"DEL", d.text(), d.number(), d.text()}
	case 8:
		return []string{"SETRANGE", d.text(), strconv.Itoa(d.rng.IntN(100)), d.part()}
	case 9:
		return []string{"EXPIRE", d.text(), strconv.Itoa(100_000 + d.rng.IntN(1000))}
	case 10:
		due := time.Now().Add(100 * time.Hour).UnixMilli()
		return []string{"PEXPIREAT", d.text(), strconv.FormatInt(due, 10)}
	case 11:
		return []string{"PERSIST", d.text()}
	case 12:
		return []string{"RENAME", d.text(), d.text()}
	case 13:
		return []string{"MSET", d.text(), d.value(), d.text(), d.value()}
	case 14:
		return d.fleeting()
	default:
		return d.rare()
	}
}

// deleteRange deletes some texts, or all of the fleeting keys and some of the numbers. The tally, which lies between
// numbers and texts, stays.
func (d dice) deleteRange() []string {
	from, to := d.text(), d.text()
	if d.rng.IntN(3) == 0 {
		from, to = fleetingKey(d.writer, 0), d.number()
	}
	return []string{"KDELRANGE", "[" + min(from, to), "[" + max(from, to)}
}

func (d dice) fleeting() []string {
	key := fleetingKey(d.writer, d.rng.IntN(fleetingCount))
	if d.rng.IntN(4) == 0 {
		return []string{"DEL", key}
	}
	return []string{"SET", key, d.value(), "PX", strconv.Itoa(1 + d.rng.IntN(300))}
}

func (d dice) rare() []string {
	switch d.rng.IntN(5) {
	case 0:
		return d.deleteRange()
	case 1, 2:
		return []string{"GETDEL", d.text()}
	}
	from, to := d.text(), d.text()
	for from == to {
		to = d.text()
	}
	return []string{"COPY", from, to, "REPLACE"}
}
