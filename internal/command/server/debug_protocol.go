package server

import (
	"bytes"
	"errors"

	"github.com/holdfast-db/holdfast/internal/command"
)

// protocolReplies is one reply of each type, by the name that DEBUG PROTOCOL knows it by. In RESP2 each is what clients
// of that protocol get in its place.
func protocolReplies() map[string]func(c *command.Call) {
	return map[string]func(c *command.Call){
		"string":   func(c *command.Call) { c.Out.BulkString("Hello World") },
		"integer":  func(c *command.Call) { c.Out.Int(12345) },
		"double":   func(c *command.Call) { c.Out.Double(3.141) },
		"null":     func(c *command.Call) { c.Out.Null() },
		"bignum":   func(c *command.Call) { c.Out.BigNumber("1234567999999999999999999999999999999") },
		"verbatim": func(c *command.Call) { c.Out.Verbatim("txt", "This is a verbatim\nstring") },
		"true":     func(c *command.Call) { c.Out.Bool(true) },
		"false":    func(c *command.Call) { c.Out.Bool(false) },
		"attrib":   replyWithAttribute,
		"push":     replyWithPush,
		"array": func(c *command.Call) {
			c.Out.Array(3)
			for i := range int64(3) {
				c.Out.Int(i)
			}
		},
		"set": func(c *command.Call) {
			c.Out.Set(3)
			for i := range int64(3) {
				c.Out.Int(i)
			}
		},
		"map": func(c *command.Call) {
			c.Out.Map(3)
			for i := range int64(3) {
				c.Out.Int(i)
				c.Out.Bool(i == 1)
			}
		},
	}
}

func debugProtocol(c *command.Call) {
	reply := protocolReplies()[string(bytes.ToLower(c.Args[2]))]
	if reply == nil {
		c.Fail(errors.New("ERR Wrong protocol type name. Please use one of the following: " +
			"string|integer|double|bignum|null|array|set|map|attrib|push|verbatim|true|false"))
		return
	}
	reply(c)
}

// replyWithAttribute sends a reply with something about it in front, which only RESP3 has.
func replyWithAttribute(c *command.Call) {
	if c.Out.Proto() == 3 {
		c.Out.Raw([]byte("|1\r\n$14\r\nkey-popularity\r\n*2\r\n$7\r\nkey:123\r\n:90\r\n"))
	}
	c.Out.BulkString("Some real reply following the attribute")
}

// replyWithPush sends a message that is no reply, and a reply behind it.
func replyWithPush(c *command.Call) {
	if c.Out.Proto() != 3 {
		c.Fail(errors.New("ERR RESP2 is not supported by this command"))
		return
	}
	c.Out.Push(2)
	c.Out.BulkString("server-cpu-usage")
	c.Out.Int(42)
	c.Out.BulkString("Some real reply following the push reply")
}
