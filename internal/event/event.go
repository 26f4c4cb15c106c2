// Package event owns the events that happen to keys: what kinds there are, how a setting names sets of them, and the
// channels on which they are told. It does not tell them.
package event

import (
	"errors"
	"strconv"
)

// Class is a set of kinds of events, each with a letter in the setting notify-keyspace-events.
type Class uint32

// The kinds of events, and the two ways in which they are told.
const (
	ToKeyspace Class = 1 << iota // K: the event, on a channel named after the key
	ToKeyevent                   // E: the key, on a channel named after the event
	Generic                      // g: what happens to keys of any type
	String                       // $
	List                         // l
	Set                          // s
	Hash                         // h
	ZSet                         // z
	Expired                      // x: a key's time has come
	Evicted                      // e: a key had to go for want of memory
	Stream                       // t
	Module                       // d
	Miss                         // m: a key was asked for that is not there
	New                          // n: a key was made
)

// all is what the letter A stands for: all kinds but the two that few want.
const all = Generic | String | List | Set | Hash | ZSet | Expired | Evicted | Stream | Module

// letters are in the order in which Redis prints them.
var letters = [...]struct {
	letter byte
	class  Class
}{
	{'A', all},
	{'g', Generic}, {'$', String}, {'l', List}, {'s', Set}, {'h', Hash}, {'z', ZSet},
	{'x', Expired}, {'e', Evicted}, {'t', Stream}, {'d', Module}, {'n', New},
	{'K', ToKeyspace}, {'E', ToKeyevent}, {'m', Miss},
}

// ErrClass tells that a letter stands for no kind of event.
var ErrClass = errors.New("event: a letter stands for no kind of event")

// Parse reads a set of kinds of events, letter by letter.
func Parse(s string) (set Class, err error) {
next:
	for i := range len(s) {
		for _, l := range letters {
			if l.letter == s[i] {
				set |= l.class
				continue next
			}
		}
		return 0, ErrClass
	}
	return set, nil
}

// String writes the set as CONFIG GET does: A where it has all that A stands for.
func (set Class) String() string {
	var text []byte
	left := set
	for _, l := range letters {
		if left&l.class == l.class {
			text = append(text, l.letter)
			left &^= l.class
		}
	}
	return string(text)
}

// Event is something that happened to a key.
type Event struct {
	DB    int
	Class Class
	Name  string
	Key   []byte
}

// Tell has an event published as the set asks for: on the channel that is named after its key, on the one that is named
// after the event, or on both. What publish is given is valid until it returns.
func (set Class) Tell(e Event, publish func(channel, payload []byte)) {
	if set&ToKeyspace != 0 {
		publish(append(appendChannel(nil, "__keyspace@", e.DB), e.Key...), []byte(e.Name))
	}
	if set&ToKeyevent != 0 {
		publish(append(appendChannel(nil, "__keyevent@", e.DB), e.Name...), e.Key)
	}
}

func appendChannel(dst []byte, kind string, db int) []byte {
	return append(strconv.AppendInt(append(dst, kind...), int64(db), 10), "__:"...)
}
