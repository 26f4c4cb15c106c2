// Package cluster owns the commands about being one of several servers: CLUSTER, replication, failover. There is neither
// cluster nor replication yet. The commands are there all the same, and answer as those of a redis-server that stands
// alone: clients ask for them when they connect, and take another error for another server.
package cluster

import "github.com/holdfast-db/holdfast/internal/command"

// Specs returns the family's commands.
func Specs() []command.Spec {
	return []command.Spec{
		askingSpec(), clusterSpec(), failoverSpec(), readOnlySpec(), readWriteSpec(), replicaOfSpec(), slaveOfSpec(),
	}
}
