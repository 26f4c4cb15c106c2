package cluster

import (
	"errors"

	"github.com/holdfast-db/holdfast/internal/command"
)

var errDisabled = errors.New("ERR This instance has cluster support disabled")

func refuse(c *command.Call) { c.Fail(errDisabled) }

func askingSpec() command.Spec {
	return connectionSpec("ASKING", "Lets the next command through while a slot is being imported.", command.Fast)
}

func readOnlySpec() command.Spec {
	return connectionSpec("READONLY", "Allows the connection to read from a replica.",
		command.Fast|command.Loading|command.Stale)
}

func readWriteSpec() command.Spec {
	return connectionSpec("READWRITE", "Ends what READONLY has begun.", command.Fast|command.Loading|command.Stale)
}

// connectionSpec is a command about how the connection uses the cluster.
func connectionSpec(name, summary string, flags command.Flag) command.Spec {
	return command.Spec{
		Name: name, Group: "cluster", Since: "3.0.0", Complexity: "O(1)",
		Summary:    summary,
		Flags:      flags,
		Categories: []string{"connection"},
		Compat:     command.Partial("as with cluster-enabled no"),
		Run:        refuse,
	}
}

func clusterSpec() command.Spec {
	spec := command.Spec{
		Name: "CLUSTER", Group: "cluster", Since: "3.0.0", Complexity: "Depends on subcommand.",
		Summary: "A container for commands on the cluster.",
	}
	for _, s := range subcommands {
		spec.Subcommands = append(spec.Subcommands, command.Spec{
			Name: s.name, Since: s.since, Complexity: s.complexity, Summary: s.summary, Flags: s.flags, Syntax: s.syntax, Tips: s.tips,
			Compat: command.Partial("as with cluster-enabled no"),
			Run:    refuse,
		})
	}
	spec.Subcommands = append(spec.Subcommands,
		command.HelpSpec("CLUSTER", "5.0.0", []string{"(any other)", "    Fail: this server is not part of a cluster."}))
	return spec
}

// What the subcommands have in common.
const (
	asks    = command.Stale
	manages = command.Admin | command.Stale | command.NoAsyncLoading

	perNode  = "O(N) where N is the total number of Cluster nodes"
	perSlot  = "O(N) where N is the total number of hash slot arguments"
	perRange = "O(N) where N is the total number of the slots between the start slot and end slot arguments."
)

var varies = []string{"nondeterministic_output"}

// subcommands are described as they are in Redis, so that COMMAND tells the truth about their words.
var subcommands = []struct {
	name, since, complexity, syntax, summary string
	flags                                    command.Flag
	tips                                     []string
}{
	{"ADDSLOTS", "3.0.0", perSlot, "slot:integer [slot ...]", "Assigns slots to this node.", manages, nil},
	{"ADDSLOTSRANGE", "7.0.0", perRange, "start-slot:integer end-slot:integer [start-slot end-slot ...]",
		"Assigns ranges of slots to this node.", manages, nil},
	{"BUMPEPOCH", "3.0.0", "O(1)", "", "Raises the epoch of the configuration.", manages, varies},
	{"COUNT-FAILURE-REPORTS", "3.0.0", "O(N) where N is the number of failure reports", "node-id:string",
		"Counts who says that a node has failed.", command.Admin | command.Stale, varies},
	{"COUNTKEYSINSLOT", "3.0.0", "O(1)", "slot:integer", "Counts the keys of a slot.", asks, nil},
	{"DELSLOTS", "3.0.0", perSlot, "slot:integer [slot ...]", "Takes slots from this node.", manages, nil},
	{"DELSLOTSRANGE", "7.0.0", perRange, "start-slot:integer end-slot:integer [start-slot end-slot ...]",
		"Takes ranges of slots from this node.", manages, nil},
	{"FAILOVER", "3.0.0", "O(1)", "[FORCE | TAKEOVER]", "Makes a replica the primary.", manages, nil},
	{"FLUSHSLOTS", "3.0.0", "O(1)", "", "Takes all slots from this node.", manages, nil},
	{"FORGET", "3.0.0", "O(1)", "node-id:string", "Forgets a node.", manages, nil},
	{"GETKEYSINSLOT", "3.0.0", "O(log(N)) where N is the number of requested keys", "slot:integer count:integer",
		"Returns keys of a slot.", asks, varies},
	{"INFO", "3.0.0", "O(1)", "", "Returns the state of the cluster.", asks, varies},
	{"KEYSLOT", "3.0.0", "O(N) where N is the number of bytes in the key", "key:string", "Returns the slot of a key.", asks, nil},
	{"LINKS", "7.0.0", perNode, "", "Returns the connections to other nodes.", asks, varies},
	{"MEET", "3.0.0", "O(1)", "ip:string port:integer [cluster_bus_port:integer]", "Introduces a node.", manages, nil},
	{"MYID", "3.0.0", "O(1)", "", "Returns the id of this node.", asks, nil},
	{"MYSHARDID", "7.2.0", "O(1)", "", "Returns the id of this node's shard.", asks, varies},
	{"NODES", "3.0.0", perNode, "", "Returns what this node knows of the others.", asks, varies},
	{"REPLICAS", "5.0.0", "O(1)", "node-id:string", "Returns the replicas of a primary.", command.Admin | command.Stale, varies},
	{"REPLICATE", "3.0.0", "O(1)", "node-id:string", "Makes this node the replica of another.", manages, nil},
	{"RESET", "3.0.0", "O(N) where N is the number of known nodes. The command may execute a FLUSHALL as a side effect.",
		"[HARD | SOFT]", "Makes this node a new one.", command.Admin | command.Stale | command.NoScript, nil},
	{"SAVECONFIG", "3.0.0", "O(1)", "", "Writes the state of the cluster to disk.", manages, nil},
	{"SET-CONFIG-EPOCH", "3.0.0", "O(1)", "config-epoch:integer", "Sets the epoch of a new node.", manages, nil},
	{"SETSLOT", "3.0.0", "O(1)",
		"slot:integer <IMPORTING node-id:string | MIGRATING node-id:string | NODE node-id:string | STABLE>",
		"Says to which node a slot belongs, or is about to.", manages, nil},
	{"SHARDS", "7.0.0", perNode, "", "Returns which slots belong to which shards.", asks, varies},
	{"SLAVES", "3.0.0", "O(1)", "node-id:string", "The old name of REPLICAS.", command.Admin | command.Stale, varies},
	{"SLOTS", "3.0.0", perNode, "", "Returns which slots belong to which nodes.", asks, varies},
}
