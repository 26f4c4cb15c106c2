// Package hll estimates how many different elements it has seen, in a few kilobytes at most: HyperLogLog, in the bytes
// that Redis keeps in a string. What is written here counts the same in redis-server, and the other way round.
//
// A Sketch has 16384 registers. An element's hash chooses one of them, and the longest run of zero bits at the end of
// the rest of such a hash is its rank: the higher the ranks, the more elements there were. The registers lie in one of
// two forms, sparse while most are zero and dense otherwise; docs/format/hyperloglog.md draws both.
//
// The bytes come from the user, who may have set them like any other string. Nothing in the package trusts them:
// Open refuses what is no sketch at all, and whatever walks the sparse form reports ErrCorrupt.
package hll
