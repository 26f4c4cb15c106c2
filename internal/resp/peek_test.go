package resp

import (
	"strings"
	"testing"
)

func TestPeek(t *testing.T) {
	get := string(AppendCommandStrings(nil, "GET", "key"))
	for _, c := range []struct {
		in    string
		first string
		n     int
	}{
		{get, "key", len(get)},
		{get + "*1\r\n$4\r\nPI", "key", len(get)},
		{"*1\r\n$4\r\nPING\r\n", "", 14},
		{"*0\r\n", "", 4},
		{get[:len(get)-1], "", 0},
		{"", "", 0},
		{"PING\r\n", "", 0},
		{"*2\r\n$3\r\nGET\r\n:3\r\n", "", 0},
		{"*2\r\n$3\r\nGET\r\n$999999999\r\nx", "", 0},
		{"*-1\r\n", "", 0},
	} {
		var p Peeked
		if n := p.Peek([]byte(c.in)); string(p.First) != c.first && c.n != 0 || n != c.n {
			t.Errorf("%q: %q, %d", c.in, p, n)
		}
	}
}

func TestPeekedArguments(t *testing.T) {
	for _, c := range []struct {
		args []string
		want [4]string
	}{
		{[]string{"PING"}, [4]string{"PING"}},
		{[]string{"GET", "k"}, [4]string{"GET", "k", "", "k"}},
		{[]string{"HGET", "k", "f"}, [4]string{"HGET", "k", "f", "f"}},
		{[]string{"ZADD", "k", "CH", "1", "m"}, [4]string{"ZADD", "k", "CH", "m"}},
	} {
		var p Peeked
		n := p.Peek(AppendCommandStrings(nil, c.args...))
		if got := [4]string{string(p.Name), string(p.First), string(p.Second), string(p.Last)}; n == 0 || got != c.want {
			t.Errorf("%q: %q", c.args, got)
		}
	}
}

// Where Peek reads a command, the Parser reads the same one.
func FuzzPeek(f *testing.F) {
	f.Add(string(AppendCommandStrings(nil, "SET", "k", "v")))
	f.Add(strings.Repeat(string(AppendCommandStrings(nil, "GET", "k")), 3))
	f.Fuzz(func(t *testing.T, in string) {
		var p Peeked
		n := p.Peek([]byte(in))
		if n == 0 {
			return
		}
		args, used, err := NewParser(Limits{}).Next([]byte(in))
		if err != nil || used != n || len(args) > 1 && (string(args[1]) != string(p.First) || string(args[len(args)-1]) != string(p.Last)) {
			t.Errorf("%q: Peek has %q, %d; Next has %q, %d, %v", in, p, n, args, used, err)
		}
	})
}
