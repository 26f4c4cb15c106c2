package connection

import (
	"errors"
	"slices"
	"strings"

	"github.com/holdfast-db/holdfast/internal/client"
	"github.com/holdfast-db/holdfast/internal/command"
)

var errBadID = errors.New("ERR Invalid client ID")

func clientID() command.Spec {
	return about("ID", "5.0.0", "Returns the number of the connection.", func(c *command.Call) {
		c.Out.Int(c.Client.ID)
	})
}

func clientInfo() command.Spec {
	spec := about("INFO", "6.2.0", "Tells about the connection.", func(c *command.Call) {
		c.Out.Verbatim("txt", listing([]*client.Client{c.Client}, c.Tx.Now()))
	})
	spec.Tips = []string{"nondeterministic_output"}
	return spec
}

func (f *family) clientList() command.Spec {
	spec := control("LIST", "2.4.0", "O(N) where N is the number of client connections",
		"Tells about all connections, a line each.", f.list)
	spec.Syntax = "[TYPE <NORMAL | MASTER | REPLICA | PUBSUB>] [ID client-id:integer [client-id ...]]"
	spec.Tips = []string{"nondeterministic_output"}
	return spec
}

func (f *family) list(c *command.Call) {
	clients := slices.DeleteFunc(f.clients.List(), func(cl *client.Client) bool { return cl.HasFlag(client.FlagClosing) })
	switch {
	case len(c.Args) == 2:
	case len(c.Args) == 4 && c.Is(2, "TYPE"):
		typ, ok := parseType(c, 3)
		if !ok {
			return
		}
		clients = slices.DeleteFunc(clients, func(cl *client.Client) bool { return cl.Type() != typ })
	case len(c.Args) > 3 && c.Is(2, "ID"):
		ids, ok := parseIDs(c)
		if !ok {
			return
		}
		clients = slices.DeleteFunc(clients, func(cl *client.Client) bool { return !slices.Contains(ids, cl.ID) })
	default:
		c.Fail(command.ErrSyntax)
		return
	}
	c.Out.Verbatim("txt", listing(clients, c.Tx.Now()))
}

func parseIDs(c *command.Call) (ids []int64, ok bool) {
	for _, arg := range c.Args[3:] {
		id, ok := command.ParseInt(arg)
		if !ok {
			c.Fail(errBadID)
			return nil, false
		}
		ids = append(ids, id)
	}
	return ids, true
}

// parseType reads a class of clients, under the name that Client.Type gives it.
func parseType(c *command.Call, i int) (typ string, ok bool) {
	switch typ = strings.ToLower(string(c.Args[i])); typ {
	case "normal", "master", "replica", "pubsub":
		return typ, true
	case "slave":
		return "replica", true
	}
	c.Fail(errors.New("ERR Unknown client type '" + string(c.Args[i]) + "'"))
	return "", false
}

func listing(clients []*client.Client, nowMillis int64) string {
	var lines []byte
	for _, cl := range clients {
		lines = append(cl.AppendInfo(lines, nowMillis), '\n')
	}
	return string(lines)
}
