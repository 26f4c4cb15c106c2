package ordered_test

import "testing"

// Without a log there is no order on disk: ranges are put in order in memory, and scans are refused.
func TestWithoutLog(t *testing.T) {
	s := newTarget(t, "--appendonly", "no")
	s.do("MSET", "b", "2", "a", "1", "c", "3", "d", "4")
	s.expect("1) \"c\"\n2) \"3\"\n3) \"b\"\n4) \"2\"", "KRANGE", "[c", "-", "REV", "LIMIT", "2", "WITHVALUES")
	s.expect("(integer) 4", "KCOUNT", "-", "+")
	s.expect("(integer) 2", "KDELRANGE", "(a", "+", "LIMIT", "2")
	s.expect("1) \"a\"\n2) \"d\"", "KPREFIX", "")
	s.expect("(error) ERR there is nothing to save to: appendonly is no", "KSCAN", "OPEN", "PREFIX", "")
}
