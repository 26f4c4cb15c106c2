package connection

import (
	"errors"

	"github.com/holdfast-db/holdfast/internal/command"
)

var errNotInt32 = errors.New("ERR value is out of range, value must between -2147483648 and 2147483647")

func selectSpec() command.Spec {
	return command.Spec{
		Name: "SELECT", Group: "connection", Since: "1.0.0", Complexity: "O(1)",
		Summary: "Changes the database that the connection works on.",
		Flags:   command.Loading | command.Stale | command.Fast,
		Syntax:  "index",
		Compat:  command.Matches("7.2"),
		Run:     selectDB,
	}
}

func selectDB(c *command.Call) {
	db, ok := c.Int(1)
	if !ok {
		return
	}
	if db != int64(int32(db)) {
		c.Fail(errNotInt32)
		return
	}
	if db < 0 || db >= int64(c.Tx.Engine().Databases()) {
		c.Fail(command.ErrDBOutOfRange)
		return
	}
	c.Client.SetDB(int(db))
	c.Tx.Select(int(db)) // for what follows in the same EXEC
	c.Out.OK()
}
