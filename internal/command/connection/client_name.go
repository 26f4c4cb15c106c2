package connection

import (
	"errors"

	"github.com/holdfast-db/holdfast/internal/command"
)

var errBadName = errors.New("ERR Client names cannot contain spaces, newlines or special characters.")

func clientGetName() command.Spec {
	return about("GETNAME", "2.6.9", "Returns the name of the connection.", func(c *command.Call) {
		if name := c.Client.Name(); name != "" {
			c.Out.BulkString(name)
			return
		}
		c.Out.Null()
	})
}

func clientSetName() command.Spec {
	spec := about("SETNAME", "2.6.9", "Names the connection; an empty name takes it away.", func(c *command.Call) {
		if !isPrintable(c.Args[2]) {
			c.Fail(errBadName)
			return
		}
		c.Client.SetName(string(c.Args[2]))
		c.Out.OK()
	})
	spec.Syntax = "connection-name"
	spec.Tips = []string{"request_policy:all_nodes", "response_policy:all_succeeded"}
	return spec
}

func clientSetInfo() command.Spec {
	spec := about("SETINFO", "7.2.0", "Records the name or the version of the client library.", setInfo)
	spec.Syntax = "<lib-name libname | lib-ver libver>"
	spec.Tips = []string{"request_policy:all_nodes", "response_policy:all_succeeded"}
	return spec
}

func setInfo(c *command.Call) {
	value := string(c.Args[3])
	isName, isVersion := c.Is(2, "LIB-NAME"), c.Is(2, "LIB-VER")
	switch {
	case !isName && !isVersion:
		c.Fail(errors.New("ERR Unrecognized option '" + string(c.Args[2]) + "'"))
		return
	case !isPrintable(c.Args[3]):
		attribute := "lib-name"
		if isVersion {
			attribute = "lib-ver"
		}
		c.Fail(errors.New("ERR " + attribute + " cannot contain spaces, newlines or special characters."))
		return
	case isName:
		c.Client.SetLibrary(&value, nil)
	default:
		c.Client.SetLibrary(nil, &value)
	}
	c.Out.OK()
}

// isPrintable keeps names from breaking the lines of CLIENT LIST.
func isPrintable(name []byte) bool {
	for _, b := range name {
		if b < '!' || b > '~' {
			return false
		}
	}
	return true
}
