package kill

import (
	"fmt"
	"maps"
	"slices"
	"strconv"
	"strings"
)

// value is what a key holds. A time to live is known only as exactly as it is known when the command ran.
type value struct {
	data           string
	dueFrom, dueTo int64 // it expires between these, in unix milliseconds; 0 if it does not
}

// state is what the keys of a writer hold.
type state map[string]value

func (s state) clone() state { return maps.Clone(s) }

// span is the time in which a command ran, in unix milliseconds.
type span struct{ from, to int64 }

// Replies that are not worked out here.
const anyReply = "any reply"

// run does to the state what the server does to its keys, and returns the reply as text.
func (s state) run(args []string, at span) string {
	key := args[1]
	switch args[0] {
	case "SET":
		return s.set(args, at)
	case "MSET":
		for i := 1; i < len(args); i += 2 {
			s[args[i]] = value{data: args[i+1]}
		}
		return "+OK"
	case "APPEND":
		v := s[key]
		v.data += args[2]
		s[key] = v
		return integer(len(v.data))
	case "SETRANGE":
		return s.setRange(key, number(args[2]), args[3])
	case "INCRBY":
		v := s[key]
		v.data = strconv.Itoa(number("0"+v.data) + number(args[2]))
		s[key] = v
		return ":" + v.data
	case "DEL":
		return s.del(args[1:])
	case "KDELRANGE":
		keys := slices.Collect(maps.Keys(s))
		return s.del(slices.DeleteFunc(keys, func(key string) bool { return !isBetween(key, args[1], args[2]) }))
	case "GETDEL":
		v, ok := s[key]
		delete(s, key)
		if !ok {
			return "nil"
		}
		return v.data
	case "EXPIRE":
		millis := int64(number(args[2])) * 1000
		return s.expire(key, at.from+millis, at.to+millis)
	case "PEXPIREAT":
		due := int64(number(args[2]))
		return s.expire(key, due, due)
	case "PERSIST":
		v := s[key]
		if v.dueFrom == 0 {
			return ":0"
		}
		return s.expire(key, 0, 0)
	case "RENAME", "COPY":
		return s.carry(args[0], key, args[2])
	}
	panic("the oracle does not know " + args[0])
}

// set is SET key value [PX millis | KEEPTTL].
func (s state) set(args []string, at span) string {
	v := value{data: args[2]}
	switch {
	case len(args) == 5:
		millis := int64(number(args[4]))
		v.dueFrom, v.dueTo = at.from+millis, at.to+millis
	case len(args) == 4:
		v.dueFrom, v.dueTo = s[args[1]].dueFrom, s[args[1]].dueTo
	}
	s[args[1]] = v
	return "+OK"
}

func (s state) setRange(key string, offset int, part string) string {
	v := s[key]
	if gap := offset + len(part) - len(v.data); gap > 0 {
		v.data += strings.Repeat("\x00", gap)
	}
	v.data = v.data[:offset] + part + v.data[offset+len(part):]
	s[key] = v
	return integer(len(v.data))
}

// del counts what it deletes, unless one of the keys may have expired.
func (s state) del(keys []string) string {
	count, sure := 0, true
	for _, key := range keys {
		if _, ok := s[key]; ok {
			count++
		}
		sure = sure && !isFleeting(key)
		delete(s, key)
	}
	if !sure {
		return anyReply
	}
	return integer(count)
}

func (s state) expire(key string, from, to int64) string {
	v, ok := s[key]
	if !ok {
		return ":0"
	}
	v.dueFrom, v.dueTo = from, to
	s[key] = v
	return ":1"
}

// carry is RENAME from to, or COPY from to REPLACE.
func (s state) carry(command, from, to string) string {
	v, ok := s[from]
	switch {
	case !ok && command == "COPY":
		return ":0"
	case !ok:
		return "-ERR no such key"
	case command == "COPY":
		s[to] = v
		return ":1"
	}
	delete(s, from)
	s[to] = v
	return "+OK"
}

func integer(n int) string { return ":" + strconv.Itoa(n) }

func number(text string) int {
	n, err := strconv.Atoi(text)
	if err != nil {
		panic(fmt.Sprintf("the oracle made a number of %q", text))
	}
	return n
}
