package server

import (
	"errors"

	"github.com/holdfast-db/holdfast/internal/command"
)

var errProtocolType = errors.New("ERR Wrong protocol type name. Please use one of the following: " +
	"string|integer|double|null|array|set|map|attrib|verbatim|true|false|bignum")

// debugProtocol replies with a value of each type, as Redis does, for the tests of clients and scripts.
func debugProtocol(c *command.Call) {
	const few = 3
	switch {
	case c.Is(2, "string"):
		c.Out.BulkString("Hello World")
	case c.Is(2, "integer"):
		c.Out.Int(12345)
	case c.Is(2, "double"):
		c.Out.Double(3.141)
	case c.Is(2, "null"):
		c.Out.Null()
	case c.Is(2, "array"):
		c.Out.Array(few)
		for i := range int64(few) {
			c.Out.Int(i)
		}
	case c.Is(2, "set"):
		c.Out.Set(few)
		for i := range int64(few) {
			c.Out.Int(i)
		}
	case c.Is(2, "map"):
		c.Out.Map(few)
		for i := range int64(few) {
			c.Out.Int(i)
			c.Out.Bool(i == 1)
		}
	case c.Is(2, "attrib"):
		if c.Out.Proto() == 3 {
			c.Out.Raw([]byte("|1\r\n$14\r\nkey-popularity\r\n*2\r\n$7\r\nkey:123\r\n:90\r\n"))
		}
		c.Out.BulkString("Some real reply following the attribute")
	case c.Is(2, "verbatim"):
		c.Out.Verbatim("txt", "This is a verbatim\nstring")
	case c.Is(2, "true"), c.Is(2, "false"):
		c.Out.Bool(c.Is(2, "true"))
	case c.Is(2, "bignum"):
		c.Out.BigNumber("1234567999999999999999999999999999999")
	default:
		c.Fail(errProtocolType)
	}
}
