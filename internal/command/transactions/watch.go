package transactions

import (
	"errors"
	"slices"

	"github.com/holdfast-db/holdfast/internal/client"
	"github.com/holdfast-db/holdfast/internal/command"
	"github.com/holdfast-db/holdfast/internal/engine"
)

var errWatchInside = errors.New("ERR WATCH inside MULTI is not allowed")

func watchSpec() command.Spec {
	return command.Spec{
		Name: "WATCH", Group: "transactions", Since: "2.2.0", Complexity: "O(1) for every key.",
		Summary: "Makes the next EXEC depend on keys: it does nothing if one of them changes before.",
		Flags: command.NoScript | command.Loading | command.Stale | command.Fast | command.AllowBusy |
			command.Immediate,
		Keys:   []command.KeyRule{command.Span(1, -1, 1, command.RO)},
		Syntax: "key [key ...]",
		Compat: command.Matches("7.2"),
		Run:    watch,
	}
}

func watch(c *command.Call) {
	m := &c.Client.Multi
	if m.Active {
		c.Fail(errWatchInside)
		return
	}
	for _, key := range c.Args[1:] {
		if !isWatched(m, c.Tx.DB(), key) {
			m.Watches = append(m.Watches, c.Tx.WatchKey(key, &m.Dirty))
		}
	}
	c.Client.SyncMulti()
	c.Out.OK()
}

// isWatched keeps a client that watches the same key over and over from piling up watches.
func isWatched(m *client.Multi, db int, key []byte) bool {
	return slices.ContainsFunc(m.Watches, func(w *engine.Watch) bool { return w.Covers(db, key) })
}

func unwatchSpec() command.Spec {
	return command.Spec{
		Name: "UNWATCH", Group: "transactions", Since: "2.2.0", Complexity: "O(1)",
		Summary: "Forgets all watched keys.",
		Flags:   command.NoScript | command.Loading | command.Stale | command.Fast | command.AllowBusy,
		Compat:  command.Matches("7.2"),
		Run:     unwatch,
	}
}

// unwatch finds nothing to do inside a transaction: EXEC has forgotten the keys by then.
func unwatch(c *command.Call) {
	if !c.Client.Multi.Active {
		abandon(c)
	}
	c.Out.OK()
}
