// Package zset keeps sorted sets: members, each with a score, in order of score and then member.
//
// A small set is one packed page in its key's record, searched from the start. A big one has two containers: a tree
// in order, for ranks and ranges, and a map from member to score, without which every command that names a member
// would have to walk the tree. Members stand in both; the entries are so tightly packed that this still takes less
// than a pointer to a shared copy would.
//
// Pages in memory are written by this package alone, so an error from one is our own bug: it panics.
package zset
