package connection

import (
	"errors"

	"github.com/holdfast-db/holdfast/internal/acl"
	"github.com/holdfast-db/holdfast/internal/client"
	"github.com/holdfast-db/holdfast/internal/command"
)

var (
	errNoSuchClient = errors.New("ERR No such client")
	errKillID       = errors.New("ERR client-id should be greater than 0")
	errMaxAgeInt    = errors.New("ERR maxage is not an integer or out of range")
	errMaxAgeLow    = errors.New("ERR maxage should be greater than 0")
)

func (f *family) clientKill() command.Spec {
	spec := control("KILL", "2.4.0", "O(N) where N is the number of client connections",
		"Closes connections.", f.kill)
	spec.Syntax = "<addr | <ID client-id:integer | TYPE <NORMAL | MASTER | SLAVE | REPLICA | PUBSUB> |" +
		" USER username | ADDR addr | LADDR addr | SKIPME <YES | NO> | MAXAGE maxage:integer> [...]>"
	return spec
}

func (f *family) kill(c *command.Call) {
	if len(c.Args) == 3 {
		f.killAddr(c)
		return
	}
	filter, ok := f.parseKill(c)
	if !ok {
		return
	}
	n := int64(0)
	for _, cl := range f.clients.List() {
		if filter.matches(cl, c) {
			end(cl, c)
			n++
		}
	}
	c.Out.Int(n)
}

// killAddr is the old form, which knows addresses only and answers OK.
func (f *family) killAddr(c *command.Call) {
	for _, cl := range f.clients.List() {
		if cl.Addr == string(c.Args[2]) {
			end(cl, c)
			c.Out.OK()
			return
		}
	}
	c.Fail(errNoSuchClient)
}

// end closes a connection; one that closes itself gets its reply first.
func end(cl *client.Client, c *command.Call) {
	if cl == c.Client {
		cl.CloseAfterReply = true
		return
	}
	cl.Kill()
}

// killFilter is what all connections to be closed have in common; zero fields match any.
type killFilter struct {
	id            int64
	typ           string
	user          *acl.User
	addr, laddr   string
	maxAgeSeconds int64
	sparesMe      bool
}

func (k *killFilter) matches(cl *client.Client, c *command.Call) bool {
	return (k.id == 0 || cl.ID == k.id) &&
		(k.typ == "" || cl.Type() == k.typ) &&
		(k.user == nil || cl.User() == k.user) &&
		(k.addr == "" || cl.Addr == k.addr) &&
		(k.laddr == "" || cl.LocalAddr == k.laddr) &&
		(k.maxAgeSeconds == 0 || (c.Tx.Now()-cl.CreatedAt)/1000 >= k.maxAgeSeconds) &&
		(!k.sparesMe || cl != c.Client)
}

func (f *family) parseKill(c *command.Call) (k killFilter, ok bool) {
	k.sparesMe = true
	for i := 2; i < len(c.Args); i += 2 {
		if i+1 >= len(c.Args) {
			c.Fail(command.ErrSyntax)
			return k, false
		}
		if !k.parseOption(f, c, i) {
			return k, false
		}
	}
	return k, true
}

// parseOption reads the option at argument i and its value behind it.
func (k *killFilter) parseOption(f *family, c *command.Call, i int) (ok bool) {
	value := string(c.Args[i+1])
	switch {
	case c.Is(i, "ID"):
		if k.id, ok = command.ParseInt(c.Args[i+1]); !ok || k.id < 1 {
			c.Fail(errKillID)
			return false
		}
	case c.Is(i, "MAXAGE"):
		return k.parseMaxAge(c, i+1)
	case c.Is(i, "TYPE"):
		k.typ, ok = parseType(c, i+1)
		return ok
	case c.Is(i, "ADDR"):
		k.addr = value
	case c.Is(i, "LADDR"):
		k.laddr = value
	case c.Is(i, "USER"):
		if k.user = f.clients.Users.Find(value); k.user == nil {
			c.Fail(errors.New("ERR No such user '" + value + "'"))
			return false
		}
	case c.Is(i, "SKIPME") && c.Is(i+1, "YES"):
		k.sparesMe = true
	case c.Is(i, "SKIPME") && c.Is(i+1, "NO"):
		k.sparesMe = false
	default:
		c.Fail(command.ErrSyntax)
		return false
	}
	return true
}

func (k *killFilter) parseMaxAge(c *command.Call, i int) (ok bool) {
	k.maxAgeSeconds, ok = command.ParseInt(c.Args[i])
	switch {
	case !ok:
		c.Fail(errMaxAgeInt)
	case k.maxAgeSeconds < 1:
		c.Fail(errMaxAgeLow)
	default:
		return true
	}
	return false
}
