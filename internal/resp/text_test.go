package resp

import "testing"

// texts are replies and what redis-cli shows for them on a terminal. (It knows
// no big numbers; their notation is ours.)
var texts = []struct{ in, want string }{
	{"%2\r\n+a\r\n*2\r\n:1\r\n:2\r\n$1\r\nb\r\n%1\r\n+x\r\n+y\r\n", "1# a => \n   1) (integer) 1\n   2) (integer) 2\n2# \"b\" => 1# x => y"},
	{"%2\r\n+a\r\n*1\r\n*2\r\n:1\r\n:2\r\n$1\r\nb\r\n%1\r\n+x\r\n*2\r\n+1\r\n+2\r\n", "1# a => \n   1) 1) (integer) 1\n      2) (integer) 2\n2# \"b\" => \n   1# x => \n      1) 1\n      2) 2"},
	{"%1\r\n*2\r\n+a\r\n+b\r\n~2\r\n+c\r\n+d\r\n", "1# 1) a\n   2) b => \n   1~ c\n   2~ d"},
	{"~2\r\n+c\r\n~0\r\n", "1~ c\n2~ (empty set)"},
	{"*10\r\n:1\r\n:1\r\n:1\r\n:1\r\n:1\r\n:1\r\n:1\r\n:1\r\n:1\r\n*2\r\n$3\r\na\x00\"\r\n_\r\n", " 1) (integer) 1\n 2) (integer) 1\n 3) (integer) 1\n 4) (integer) 1\n 5) (integer) 1\n 6) (integer) 1\n 7) (integer) 1\n 8) (integer) 1\n 9) (integer) 1\n10) 1) \"a\\x00\\\"\"\n    2) (nil)"},
	{"*3\r\n*0\r\n%0\r\n*1\r\n*1\r\n-ERR x\r\n", "1) (empty array)\n2) (empty hash)\n3) 1) 1) (error) ERR x"},
	{",1.50\r\n", "(double) 1.50"},
	{"#t\r\n", "(true)"},
	{"#f\r\n", "(false)"},
	{"=7\r\ntxt:a\nb\r\n", "a\nb"},
	{"$-1\r\n", "(nil)"},
	{"*-1\r\n", "(nil)"},
	{"*2\r\n=7\r\ntxt:a\nb\r\n#t\r\n", "1) a\nb\n2) (true)"},
	{"%1\r\n+k\r\n=7\r\ntxt:a\nb\r\n", "1# k => a\nb"},
	{"$14\r\na\\\"\n\r\t\x07\x08\x7f\xff\x00'~ \r\n", "\"a\\\\\\\"\\n\\r\\t\\a\\b\\x7f\\xff\\x00'~ \""},
	{",inf\r\n", "(double) inf"},
	{"%10\r\n+k\r\n*2\r\n:1\r\n:2\r\n+k\r\n*2\r\n:1\r\n:2\r\n+k\r\n*2\r\n:1\r\n:2\r\n+k\r\n*2\r\n:1\r\n:2\r\n+k\r\n*2\r\n:1\r\n:2\r\n+k\r\n*2\r\n:1\r\n:2\r\n+k\r\n*2\r\n:1\r\n:2\r\n+k\r\n*2\r\n:1\r\n:2\r\n+k\r\n*2\r\n:1\r\n:2\r\n+k\r\n*2\r\n:1\r\n:2\r\n", " 1# k => \n    1) (integer) 1\n    2) (integer) 2\n 2# k => \n    1) (integer) 1\n    2) (integer) 2\n 3# k => \n    1) (integer) 1\n    2) (integer) 2\n 4# k => \n    1) (integer) 1\n    2) (integer) 2\n 5# k => \n    1) (integer) 1\n    2) (integer) 2\n 6# k => \n    1) (integer) 1\n    2) (integer) 2\n 7# k => \n    1) (integer) 1\n    2) (integer) 2\n 8# k => \n    1) (integer) 1\n    2) (integer) 2\n 9# k => \n    1) (integer) 1\n    2) (integer) 2\n10# k => \n    1) (integer) 1\n    2) (integer) 2"},
	{"(123\r\n", "(big number) 123"},
	{">0\r\n", "(empty push)"},
	{":-7\r\n", "(integer) -7"},
	{"+OK\r\n", "OK"},
}

func TestValueAppendText(t *testing.T) {
	for _, test := range texts {
		v, n, err := Decode([]byte(test.in))
		if n != len(test.in) || err != nil {
			t.Errorf("%q: %d, %v", test.in, n, err)
		}
		if got := string(v.AppendText(nil)); got != test.want {
			t.Errorf("%q: got\n%s\nwant\n%s", test.in, got, test.want)
		}
	}
}
