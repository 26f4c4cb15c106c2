package cluster

import (
	"errors"

	"github.com/holdfast-db/holdfast/internal/command"
)

var errNoReplication = errors.New("ERR This version of Holdfast cannot replicate another server")

func replicaOfSpec() command.Spec { return replicationSpec("REPLICAOF", "5.0.0") }

func slaveOfSpec() command.Spec { return replicationSpec("SLAVEOF", "1.0.0") }

func replicationSpec(name, since string) command.Spec {
	return command.Spec{
		Name: name, Group: "server", Since: since, Complexity: "O(1)",
		Summary: "Makes the server a replica of another, or a primary.",
		Flags:   command.Admin | command.NoScript | command.Stale | command.NoAsyncLoading,
		Syntax:  "<host:string port:integer | NO ONE>",
		Compat:  command.Partial("only NO ONE: there is no replication yet"),
		Run:     replicaOf,
	}
}

// replicaOf makes a primary of what is one.
func replicaOf(c *command.Call) {
	if c.Is(1, "NO") && c.Is(2, "ONE") {
		c.Out.OK()
		return
	}
	c.Fail(errNoReplication)
}

var (
	errNoReplicas   = errors.New("ERR FAILOVER requires connected replicas.")
	errNoFailover   = errors.New("ERR No failover in progress.")
	errFailoverTime = errors.New("ERR FAILOVER timeout must be greater than 0")
)

func failoverSpec() command.Spec {
	return command.Spec{
		Name: "FAILOVER", Group: "server", Since: "6.2.0", Complexity: "O(1)",
		Summary: "Hands the role of the primary over to a replica.",
		Flags:   command.Admin | command.NoScript | command.Stale,
		Syntax:  "[TO host:string port:integer [FORCE]] [ABORT] [TIMEOUT milliseconds:integer]",
		Compat:  command.Partial("there are no replicas"),
		Run:     failover,
	}
}

// failover checks the words as Redis does, and then finds no replica.
func failover(c *command.Call) {
	if len(c.Args) == 2 && c.Is(1, "ABORT") {
		c.Fail(errNoFailover)
		return
	}
	hasTarget, hasTimeout, isForced := false, false, false
	for i := 1; i < len(c.Args); i++ {
		left := len(c.Args) - i - 1
		switch {
		case c.Is(i, "TIMEOUT") && left >= 1 && !hasTimeout:
			i++
			timeout, ok := c.Int(i)
			if !ok {
				return
			}
			if timeout <= 0 {
				c.Fail(errFailoverTime)
				return
			}
			hasTimeout = true
		case c.Is(i, "TO") && left >= 2 && !hasTarget:
			i += 2
			if _, ok := c.Int(i); !ok {
				return
			}
			hasTarget = true
		case c.Is(i, "FORCE") && !isForced:
			isForced = true
		default:
			c.Fail(command.ErrSyntax)
			return
		}
	}
	c.Fail(errNoReplicas)
}
