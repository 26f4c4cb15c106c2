// Package transcript runs test files that look like a session in redis-cli.
// They stand beside each command family, are the first tests of every command,
// and the same file is run in process, over RESP2 and RESP3, inside MULTI,
// across restarts, and against a real redis-server as the reference.
//
//	# Comments and blank lines are free.
//	## a push makes the list
//	> RPUSH l a "b c" "\x00"
//	(integer) 3
//	> LRANGE l 0 -1
//	1) "a"
//	2) "b c"
//	3) "\x00"
//
// A line "## name" begins a case. Each case begins with new connections and an
// empty server (FLUSHALL); what FLUSHALL leaves alone, such as configuration
// and functions, the case restores itself. "> " is a command, split and quoted
// as in redis-cli; the lines below it, up to a blank line, a comment, a
// directive or the next command, are its reply. A "<" in a line of its own
// waits for one more reply on the connection, for a command that was left
// blocked and for pushed messages.
//
// A family of commands needs one test for all of its files:
//
//	func TestTranscripts(t *testing.T) {
//		transcript.RunDir(t, target, "testdata")
//	}
//
// # Directives
//
// Lines that begin with "@". What follows the named words is a free remark.
//
// For the whole case, wherever they stand in it, or for every case of the file
// when they stand above the first:
//
//	@ resp2, @ resp3   run the case in that protocol only
//	@ debug            skip where the DEBUG command is not allowed
//	@ nomulti          not inside MULTI
//	@ norestart        not across restarts
//	@ nocold           not with all values out of memory
//
// For the commands that follow, up to "@ all" or the end of the case:
//
//	@ redis 7.2        a real server older than that skips them
//	@ ours WHY         differs from Redis on purpose: a real server skips them
//	@ all              everybody runs them again
//	@ conn NAME        use the connection of that name; a case begins with "a"
//
// For the next command:
//
//	@ unordered        compare the elements as a multiset;
//	@ unordered pairs    two by two, as in the fields and values of HGETALL;
//	@ unordered deep     and those of nested arrays likewise, as for SCAN
//	@ match            each line of the reply is a pattern: "*" stands for
//	                   anything, and a line between slashes is a regular expression
//	@ poll             repeat the command until it gives the reply, which the
//	                   writer states
//	@ block            the command blocks: go on when the server has blocked it
//	@ advance 1500ms   first let so much time pass. Only virtual time can be
//	                   advanced, real servers skip the case; unless the command
//	                   has "@ poll" too, which there waits for the real time
//
// # RESP3
//
// Replies are written as RESP2 has them. In a RESP3 run, maps, sets, doubles,
// booleans and the other new types are turned into what RESP2 sends in their
// place before they are compared, so most commands need nothing more. A reply
// whose shape differs has an alternative, and there the types count:
//
//	> ZPOPMIN z 2
//	1) "a"
//	2) "1.5"
//	resp3>
//	1) 1) "a"
//	   2) (double) 1.5
//
// In a case under "@ resp3" the types always count. A verbatim string, which
// redis-cli prints bare, is written (verbatim) "text".
//
// # Filling in replies
//
// A writer types only the commands. "go test -run Transcripts -reference" asks
// the real redis-server and writes its replies into the file where they differ
// from what stands there; -update takes them from Holdfast instead. Comments,
// directives and the steps that the server skips stay as they are.
package transcript
