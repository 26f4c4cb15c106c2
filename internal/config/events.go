package config

import (
	"sync/atomic"

	"github.com/holdfast-db/holdfast/internal/event"
)

// Events is a set of kinds of events.
type Events struct{ v atomic.Uint32 }

// Load returns the current value.
func (e *Events) Load() event.Class { return event.Class(e.v.Load()) }

const errEvents = message("Invalid event class character. Use 'Ag$lshzxeKEtmdn'.")

// events is the value of notify-keyspace-events.
type events struct{ to *Events }

func (e events) parse(args []string) (func(), error) {
	arg, err := one(args)
	if err != nil {
		return nil, err
	}
	set, err := event.Parse(arg)
	if err != nil {
		return nil, errEvents
	}
	return func() { e.to.v.Store(uint32(set)) }, nil
}

func (e events) get() string { return e.to.Load().String() }

func (e events) args() []string { return []string{e.get()} }

func (events) describe() string { return "letters out of Ag$lshzxeKEtmdn, or nothing" }
