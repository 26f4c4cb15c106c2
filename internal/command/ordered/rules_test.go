package ordered_test

import "testing"

// Keys that the rules of a user do not allow are passed over.
func TestRulesOfUsers(t *testing.T) {
	s := newTarget(t)
	s.do("MSET", "app:1", "a", "app:2", "b", "log:1", "c", "other", "d", "zoo", "e")
	s.do("ACL", "SETUSER", "ann", "on", "nopass", "+@all", "~app:*", "%R~log:*", "%W~other")
	c := s.dial()
	c.expect("OK", "AUTH", "ann", "x")
	const readable = "1) \"app:1\"\n2) \"app:2\"\n3) \"log:1\""
	c.expect(readable, "KRANGE", "-", "+")
	c.expect("1) \"log:1\"\n2) \"app:2\"", "KRANGE", "+", "-", "REV", "LIMIT", "2")
	c.expect("(empty array)", "KPREFIX", "o", "WITHVALUES")
	c.expect("(integer) 3", "KCOUNT", "-", "+")
	c.expect("\"1\"", "KSCAN", "OPEN", "PREFIX", "")
	c.expect("1) \"0\"\n2) 1) \"app:1\"\n   2) \"app:2\"\n   3) \"log:1\"", "KSCAN", "NEXT", "1")
	c.do("MULTI")
	c.do("KRANGE", "-", "+")
	c.do("KDELRANGE", "[log", "[log:9")
	c.expect("1) 1) \"app:1\"\n   2) \"app:2\"\n   3) \"log:1\"\n2) (integer) 0", "EXEC")

	c.expect("(integer) 3", "KDELRANGE", "-", "+")
	s.expect("1) \"log:1\"\n2) \"zoo\"", "KRANGE", "-", "+")

	s.do("ACL", "SETUSER", "ann", "-kdelrange")
	c.expect("(error) NOPERM User ann has no permissions to run the 'kdelrange' command", "KDELRANGE", "-", "+")
}
