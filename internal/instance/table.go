package instance

import (
	"crypto/rand"
	"encoding/hex"
	"net"

	"github.com/holdfast-db/holdfast/internal/client"
	"github.com/holdfast-db/holdfast/internal/command"
	"github.com/holdfast-db/holdfast/internal/command/bitmaps"
	"github.com/holdfast-db/holdfast/internal/command/cluster"
	"github.com/holdfast-db/holdfast/internal/command/connection"
	"github.com/holdfast-db/holdfast/internal/command/dump"
	"github.com/holdfast-db/holdfast/internal/command/geo"
	"github.com/holdfast-db/holdfast/internal/command/hashes"
	"github.com/holdfast-db/holdfast/internal/command/hyperloglogs"
	"github.com/holdfast-db/holdfast/internal/command/keys"
	"github.com/holdfast-db/holdfast/internal/command/limiter"
	"github.com/holdfast-db/holdfast/internal/command/lists"
	"github.com/holdfast-db/holdfast/internal/command/migrate"
	"github.com/holdfast-db/holdfast/internal/command/modules"
	"github.com/holdfast-db/holdfast/internal/command/ordered"
	"github.com/holdfast-db/holdfast/internal/command/pubsub"
	"github.com/holdfast-db/holdfast/internal/command/server"
	"github.com/holdfast-db/holdfast/internal/command/sets"
	"github.com/holdfast-db/holdfast/internal/command/sorting"
	"github.com/holdfast-db/holdfast/internal/command/streams"
	"github.com/holdfast-db/holdfast/internal/command/strings"
	"github.com/holdfast-db/holdfast/internal/command/transactions"
	"github.com/holdfast-db/holdfast/internal/command/users"
	"github.com/holdfast-db/holdfast/internal/command/zsets"
)

// redisVersion is the version of Redis that clients are told they talk to, because its commands and replies are ours.
const redisVersion = "7.2.5"

// newTable freezes all families.
func newTable(in *Instance, clients *client.Registry) *command.Table {
	return command.NewTable(
		bitmaps.Specs(in.cfg.ProtoMaxBulkBytes.Load),
		cluster.Specs(),
		connection.Specs(clients, in.tracking, redisVersion),
		dump.Specs(in.cfg.ProtoMaxBulkBytes.Load),
		hashes.Specs(),
		hyperloglogs.Specs(in.cfg.HLLSparseMaxBytes.Load),
		keys.Specs(),
		limiter.Specs(),
		lists.Specs(),
		migrate.Specs(net.DialTimeout),
		modules.Specs(),
		pubsub.Specs(in.pubsub),
		in.scripts.Specs(),
		ordered.Specs(),
		server.Specs(server.Deps{
			Clients: clients, Config: in.cfg, Engine: in.engine, Host: (*host)(in), Process: in.process(),
			PubSub: in.pubsub, Tracking: in.tracking, Scripts: in.scripts,
			EachTick: func(work func(*command.Table)) { in.ticks = append(in.ticks, work) },
		}),
		sets.Specs(),
		sorting.Specs(),
		streams.Specs(in.cfg.StreamNodeMaxEntries.Load),
		strings.Specs(in.cfg.ProtoMaxBulkBytes.Load),
		transactions.Specs(),
		users.Specs(clients, in.aclFile(clients.Users)),
		zsets.Specs(),
		geo.Specs(),
	)
}

// process is what INFO tells about this run.
func (in *Instance) process() server.Process {
	return server.Process{
		RedisVersion: redisVersion, Version: in.env.Version, RunID: newRunID(), StartedAtMillis: in.startedAtMillis,
	}
}

// newRunID names one run of the server with 40 hex digits.
func newRunID() string {
	var id [20]byte
	_, _ = rand.Read(id[:]) // it never fails
	return hex.EncodeToString(id[:])
}
