// Package transfer moves all data of a server out and in: as an RDB file, which Redis and Valkey read and write, or as
// a stream of commands, which "redis-cli --pipe" sends to any server.
//
// It talks to a server as any client does, over the network or over a connection inside the process, so that both are
// one way. It promises to hold no more than one value in memory when it exports and one chunk of a value when it
// imports, and to change nothing before the whole of a file has been read once and found sound. It does not promise a
// snapshot: what other clients change while an export runs may be in it or not. Nobody else is there when a data
// directory is exported that no server has open.
package transfer
