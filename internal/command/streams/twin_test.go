package streams_test

import (
	"math/rand/v2"
	"regexp"
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/holdfast-db/holdfast/internal/resp"
)

// twins are two servers at one time that are told the same. One of them is restarted, or loses its memory, whenever the
// test likes, and must not be told from the other by anything it says.
type twins struct {
	steady, shaken *server
	rnd            *rand.Rand
	said           []string // since the last restart
	back           time.Duration
}

// TestTwins has all that streams do by themselves happen at random, together with what happens to their keys.
func TestTwins(t *testing.T) {
	for seed := range uint64(twinSeeds) {
		w := twins{steady: newServer(t), shaken: newServer(t), rnd: rand.New(rand.NewPCG(seed, 1))}
		for step := range 400 {
			if said, answers := w.step(); answers[0] != answers[1] {
				t.Fatalf("seed %d, step %d: %s\n  the steady one: %s\n  the shaken one: %s\nsince the restart:\n%s", seed, step, said,
					answers[0], answers[1], strings.Join(w.said, "\n"))
			}
		}
	}
}

// step does one thing, and returns what it was and what the two have to say.
func (w *twins) step() (said string, answers [2]string) {
	switch w.rnd.IntN(30) {
	case 0:
		w.shaken.restart()
		w.said = append(w.said, "--- restart")
		return w.look()
	case 1:
		if err := w.shaken.in.Engine().Unload(); err != nil {
			w.shaken.t.Fatal(err)
		}
		w.said = append(w.said, "--- unload")
		return w.look()
	case 2, 3, 4:
		d := time.Second + time.Duration(w.rnd.IntN(2000))*time.Millisecond
		d, w.back = d+w.back, 0
		if w.rnd.IntN(8) == 0 { // somebody sets the clock back when the background has done its work
			w.back = 3 * time.Second
		}
		w.said = append(w.said, "--- advance "+d.String())
		for _, s := range [...]*server{w.steady, w.shaken} {
			s.clock.Advance(d)
			for range 5 {
				s.in.Cron()
			}
			s.clock.Set(time.UnixMilli(s.clock.NowMillis()).Add(-w.back))
		}
		return w.look()
	case 5:
		words := [][]string{{"MULTI"}}
		if w.rnd.IntN(3) == 0 {
			words[0] = append(words[0], "ROLLBACK")
		}
		for range w.rnd.IntN(4) {
			words = append(words, w.words())
		}
		for _, args := range append(words, []string{"EXEC"}) {
			if said, answers = w.ask(args...); answers[0] != answers[1] {
				break
			}
		}
		return said, answers
	}
	return w.ask(w.words()...)
}

// ask asks both.
func (w *twins) ask(args ...string) (said string, answers [2]string) {
	for i, s := range [...]*server{w.steady, w.shaken} {
		v, err := s.client.Do(args...)
		if err != nil {
			s.t.Fatal(err)
		}
		answers[i] = unlogged.ReplaceAllString(string(v.AppendText(nil)), "")
	}
	said = strings.Join(args, " ")
	w.said = append(w.said, said+" => "+answers[0])
	return said, answers
}

// look asks for everything that is to be seen.
func (w *twins) look() (said string, answers [2]string) {
	for _, key := range []string{"s", "t", "u", "s:dead", "t:dead"} {
		if _, kind := w.ask("TYPE", key); kind[0] != "stream" {
			continue
		}
		for _, args := range [][]string{
			{"XRANGE", key, "-", "+"}, {"XDELAYED", "RANGE", key, "-", "+"}, {"XINFO", "GROUPS", key}, {"XINFO", "STREAM", key},
			{"XPENDING", key, "g", "-", "+", "1000"}, {"XPENDING", key, "h", "-", "+", "1000"},
		} {
			if said, answers = w.ask(args...); answers[0] != answers[1] {
				return said, answers
			}
			w.said = w.said[:len(w.said)-1]
		}
	}
	return said, answers
}

func (w *twins) pick(of ...string) string { return of[w.rnd.IntN(len(of))] }

// id is the id of an entry that there may be.
func (w *twins) id() string {
	key, group := w.key(), w.pick("g", "h")
	v, _ := w.steady.client.Do("XPENDING", key, group, "-", "+", "20")
	if w.rnd.IntN(4) == 0 {
		v, _ = w.steady.client.Do("XRANGE", key, "-", "+", "COUNT", "20")
	}
	if v.Kind != resp.Array || len(v.Elems) == 0 {
		return "1-1"
	}
	return string(v.Elems[w.rnd.IntN(len(v.Elems))].Elems[0].Str)
}

func (w *twins) key() string { return w.pick("s", "s", "s", "t", "t", "u") }

func (w *twins) millis() string { return strconv.Itoa(w.rnd.IntN(5000)) }

// words is a command.
func (w *twins) words() []string {
	key, group, consumer := w.key(), w.pick("g", "h"), w.pick("a", "b", "c")
	lane := []string{"lane", strconv.Itoa(w.rnd.IntN(4)), "n", strconv.Itoa(w.rnd.IntN(1000))}
	switch w.rnd.IntN(40) {
	case 0:
		return []string{"XGROUP", "CREATE", key, group, w.pick("0", "$"), "MKSTREAM"}
	case 1:
		return []string{"XGROUP", "CONFIGURE", key, group, "VISIBILITY", w.pick("0", "1000", "3000"), "BACKOFF", w.pick("1", "2.5")}
	case 2:
		return []string{"XGROUP", "CONFIGURE", key, group, "MAXDELIVERIES", w.pick("1", "2", "3"), "DEADLETTER", key + ":dead"}
	case 3:
		return []string{"XGROUP", "CONFIGURE", key, group, "MAXDELIVERIES", "0", "DEADLETTER", ""}
	case 4:
		return []string{"XGROUP", "CONFIGURE", key, group, "ORDERBY", w.pick("lane", "lane", "n", "")}
	case 5:
		return []string{"XCFGSET", key, w.pick("RETAIN-LENGTH", "RETAIN-AGE"), w.pick("0", "10", "5000"), "RETAIN-UNREAD", w.pick("YES", "NO")}
	case 6:
		return []string{"XGROUP", "DELCONSUMER", key, group, consumer}
	case 7:
		if w.rnd.IntN(4) > 0 {
			return []string{"PING"}
		}
		return []string{"XGROUP", "DESTROY", key, group}
	case 8:
		return []string{"XGROUP", "SETID", key, group, w.pick("0", "$", w.id())}
	case 9:
		return []string{"XTRIM", key, "MAXLEN", strconv.Itoa(w.rnd.IntN(30)), w.pick("KEEPREF", "DELREF", "ACKED")}
	case 10:
		return []string{"XDEL", key, w.id()}
	case 11:
		return []string{"XDELEX", key, w.pick("KEEPREF", "DELREF", "ACKED"), "IDS", "2", w.id(), w.id()}
	case 12:
		return []string{"XACKDEL", key, group, w.pick("KEEPREF", "DELREF", "ACKED"), "IDS", "1", w.id()}
	case 13:
		return w.happening(key)
	case 14, 15, 16:
		return append([]string{"XADD", key, "DELAY", w.millis(), "*"}, lane...)
	case 17:
		return append([]string{"XADD", key, "IDMP", "p", w.pick("1", "2", "3", "4"), "*"}, lane...)
	case 18:
		return []string{"XCLAIM", key, group, consumer, "0", w.id(), w.pick("JUSTID", "FORCE", "RETRYCOUNT"), "9223372036854775807"}
	case 19:
		return []string{"XCLAIM", key, group, consumer, "0", w.id(), w.pick("JUSTID", "FORCE")}
	case 20:
		return []string{"XAUTOCLAIM", key, group, consumer, w.millis(), "0", "COUNT", "3"}
	case 21:
		return []string{"XREADGROUP", "GROUP", group, consumer, "COUNT", "3", "STREAMS", key, "0"}
	case 22:
		return []string{"XREADGROUP", "GROUP", group, consumer, "COUNT", "3", "CLAIM", w.millis(), "STREAMS", key, ">"}
	case 23:
		return []string{"XREADGROUP", "GROUP", group, consumer, "COUNT", "2", "NOACK", "STREAMS", key, ">"}
	case 24, 25:
		return []string{"XNACK", key, group, w.pick("SILENT", "FAIL", "FATAL"), "IDS", "1", w.id(), "DELAY", w.millis(), "REASON", "why", "FORCE"}[:10+w.rnd.IntN(2)]
	case 26:
		return []string{"XREDRIVE", key + ":dead", key, "COUNT", "2"}
	case 27, 28, 29:
		return []string{"XACK", key, group, w.id(), w.id()}
	case 30, 31, 32, 33, 34:
		return append([]string{"XADD", key, "*"}, lane...)
	}
	return []string{"XREADGROUP", "GROUP", group, consumer, "COUNT", strconv.Itoa(1 + w.rnd.IntN(4)), "STREAMS", key, ">"}
}

// happening is what happens to keys, whatever they hold.
func (w *twins) happening(key string) []string {
	switch w.rnd.IntN(12) {
	case 7:
		return []string{"MOVE", key, "1"}
	case 8:
		return []string{"SWAPDB", "0", "1"}
	case 9:
		return []string{"XSETID", key, "1800000000000-5", "ENTRIESADDED", "9223372036854775807"}
	case 10:
		return []string{"XGROUP", "CREATE", key, "g", "0", "MKSTREAM", "ENTRIESREAD", "9223372036854775807"}
	case 0:
		return []string{"DEL", key + ":dead"}
	case 1:
		return []string{"SET", key + ":dead", "taken"}
	case 2:
		return []string{"COPY", key, w.key(), "REPLACE"}
	case 3:
		return []string{"RENAME", key, w.key()}
	case 4:
		return []string{"PEXPIRE", key, "60000"}
	case 5:
		return []string{"PERSIST", key}
	case 6:
		return []string{"RENAME", key + ":dead", "u"}
	}
	return []string{"EVAL", `redis.call('XADD', KEYS[1], 'DELAY', 100, '*', 'lane', 1)
		return redis.call('XREADGROUP', 'GROUP', 'g', 'a', 'COUNT', 1, 'STREAMS', KEYS[1], '>')`, "1", key}
}

// twinSeeds is how many pairs there are.
const twinSeeds = 3

// unlogged is what the two may differ in: duplicates are counted from a restart on, as docs/differences.md says, and
// parked entries that were deleted are forgotten when somebody looks for the next one, which is not logged.
var unlogged = regexp.MustCompile(`"(iids-duplicates|parked)"\n.*`)
