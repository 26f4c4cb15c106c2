package connection

import (
	"bytes"
	"errors"

	"github.com/holdfast-db/holdfast/internal/command"
)

var (
	errNoProto   = errors.New("NOPROTO unsupported protocol version")
	errProtoInt  = errors.New("ERR Protocol version is not an integer or out of range")
	errHelloAuth = errors.New("NOAUTH HELLO must be called with the client already authenticated, otherwise the" +
		" HELLO <proto> AUTH <user> <pass> option can be used to authenticate the client and select the RESP" +
		" protocol version at the same time")
)

func (f *family) hello() command.Spec {
	return command.Spec{
		Name: "HELLO", Group: "connection", Since: "6.0.0", Complexity: "O(1)",
		Summary: "Agrees on a protocol version and tells about the server.",
		Flags: command.NoScript | command.Loading | command.Stale | command.Fast | command.NoAuth |
			command.AllowBusy,
		Syntax:   "[protover:integer [AUTH username password] [SETNAME clientname]]",
		Compat:   command.Matches("7.2"),
		IsSecret: isHelloSecret,
		Run:      f.runHello,
	}
}

// isHelloSecret knows the two words behind AUTH.
func isHelloSecret(args [][]byte, i int) bool {
	isAuth := func(i int) bool { return i > 1 && bytes.EqualFold(args[i], []byte("AUTH")) }
	return isAuth(i-1) || isAuth(i-2)
}

// greeting is what HELLO asks for.
type greeting struct {
	proto          int // 0: as before
	user, password []byte
	name           []byte
	hasName        bool
}

func (f *family) runHello(c *command.Call) {
	g, err := parseHello(c)
	if err != nil {
		c.Fail(err)
		return
	}
	switch {
	case g.user != nil && !f.authenticate(c, string(g.user), string(g.password)):
		c.Fail(errWrongPass)
		return
	case !c.Client.Authenticated:
		c.Fail(errHelloAuth)
		return
	}
	if g.hasName {
		c.Client.SetName(string(g.name))
	}
	if g.proto != 0 {
		setProto(c, g.proto)
	}
	f.introduce(c)
}

func parseHello(c *command.Call) (g greeting, err error) {
	if len(c.Args) > 1 {
		proto, ok := command.ParseInt(c.Args[1])
		switch {
		case !ok:
			return g, errProtoInt
		case proto != 2 && proto != 3:
			return g, errNoProto
		}
		g.proto = int(proto)
	}
	for i := 2; i < len(c.Args); i++ {
		more := len(c.Args) - 1 - i
		switch {
		case c.Is(i, "AUTH") && more >= 2:
			g.user, g.password = c.Args[i+1], c.Args[i+2]
			i += 2
		case c.Is(i, "SETNAME") && more >= 1:
			g.name, g.hasName = c.Args[i+1], true
			if !isPrintable(g.name) {
				return g, errBadName
			}
			i++
		default:
			return g, errors.New("ERR Syntax error in HELLO option '" + string(c.Args[i]) + "'")
		}
	}
	return g, nil
}

func (f *family) introduce(c *command.Call) {
	c.Out.Map(7)
	c.Out.BulkString("server")
	c.Out.BulkString("redis")
	c.Out.BulkString("version")
	c.Out.BulkString(f.version)
	c.Out.BulkString("proto")
	c.Out.Int(int64(c.Out.Proto()))
	c.Out.BulkString("id")
	c.Out.Int(c.Client.ID)
	c.Out.BulkString("mode")
	c.Out.BulkString("standalone")
	c.Out.BulkString("role")
	c.Out.BulkString("master")
	c.Out.BulkString("modules")
	c.Out.Array(0)
}
