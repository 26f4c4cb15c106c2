// Package differential sends the same random commands to Holdfast and to a real redis-server and compares all
// replies, byte for byte, and all data at the end, before and after a restart of Holdfast. It has tests only.
//
//	go test ./test/differential                          a short run
//	go test ./test/differential -ops 1000000 -seed 7     a long one
//
// A stream is the same for the same seed. A family of commands is one file that returns a family: it makes random
// commands with valid and invalid arguments, and says how replies are compared that may differ. Nothing that is
// generated depends on the time of day: keys expire in the far future or in the past.
//
// What differs on purpose is listed in docs/differences.md.
package differential
