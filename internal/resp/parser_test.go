package resp

import (
	"bytes"
	"errors"
	"fmt"
	"math/rand/v2"
	"slices"
	"strings"
	"testing"
)

// requests are streams of commands, the arguments that Redis takes from them, and
// the error that it ends with, if any. What is left incomplete yields nothing.
var requests = []struct {
	name   string
	in     string
	limits Limits
	want   [][]string
	err    error
}{
	{name: "one", in: "*2\r\n$3\r\nGET\r\n$1\r\nk\r\n", want: [][]string{{"GET", "k"}}},
	{name: "two", in: "*1\r\n$4\r\nPING\r\n*1\r\n$0\r\n\r\n", want: [][]string{{"PING"}, {""}}},
	{name: "binary", in: "*1\r\n$4\r\n\r\n\x00*\r\n", want: [][]string{{"\r\n\x00*"}}},
	{name: "two-digit lengths", in: "*11\r\n" + strings.Repeat("$10\r\n0123456789\r\n", 11), want: [][]string{slices.Repeat([]string{"0123456789"}, 11)}},
	{name: "no commands", in: "*0\r\n*-1\r\n*-9223372036854775808\r\nPING\r\n", want: [][]string{{"PING"}}},
	{name: "line ends unread", in: "*1\rX$4\rYPINGZZ*1\r\n$1\r\nx\r\n", want: [][]string{{"PING"}, {"x"}}},
	{name: "LF is no end", in: "*1\n$4\nPING\n"},
	{name: "incomplete", in: "*2\r\n$3\r\nGET\r\n$10\r\nabc"},
	{name: "no number", in: "*\r\n", err: ErrMultibulkLength},
	{name: "not a number", in: "*1x\r\n", err: ErrMultibulkLength},
	{name: "plus", in: "*+1\r\n", err: ErrMultibulkLength},
	{name: "leading zero", in: "*01\r\n", err: ErrMultibulkLength},
	{name: "minus zero", in: "*-0\r\n", err: ErrMultibulkLength},
	{name: "minus", in: "*-\r\n", err: ErrMultibulkLength},
	{name: "blank", in: "* 1\r\n", err: ErrMultibulkLength},
	{name: "beyond 64 bits", in: "*-9223372036854775809\r\n", err: ErrMultibulkLength},
	{name: "very long", in: "*" + strings.Repeat("1", 30) + "\r\n", err: ErrMultibulkLength},
	{name: "most args", in: "*2147483647\r\n"},
	{name: "too many args", in: "*2147483648\r\n", err: ErrMultibulkLength},
	{name: "no dollar", in: "*1\r\nPING\r\n", err: ProtocolError("expected '$', got 'P'")},
	{name: "no dollar, later", in: "*2\r\n$1\r\na\r\n:1\r\n", err: ProtocolError("expected '$', got ':'")},
	{name: "empty header", in: "*1\r\n\r\n", err: ProtocolError("expected '$', got '\r'")},
	{name: "no length", in: "*1\r\n$\r\n", err: ErrBulkLength},
	{name: "negative length", in: "*1\r\n$-1\r\n", err: ErrBulkLength},
	{name: "zero-led length", in: "*1\r\n$00\r\n", err: ErrBulkLength},
	{name: "longest bulk", in: "*1\r\n$536870912\r\n"},
	{name: "too long a bulk", in: "*1\r\n$536870913\r\n", err: ErrBulkLength},
	{name: "after a good one", in: "*1\r\n$4\r\nPING\r\n*x\r\n", want: [][]string{{"PING"}}, err: ErrMultibulkLength},

	{name: "own limits", in: "*2\r\n$3\r\nabc\r\n$3\r\nabc\r\n", limits: Limits{MaxArgs: 2, MaxBulkBytes: 3}, want: [][]string{{"abc", "abc"}}},
	{name: "own arg limit", in: "*3\r\n", limits: Limits{MaxArgs: 2}, err: ErrMultibulkLength},
	{name: "longer bulk by own limit", in: "*1\r\n$2000000000\r\n", limits: Limits{MaxBulkBytes: 2e9}},
	{name: "own bulk limit", in: "*1\r\n$4\r\n", limits: Limits{MaxBulkBytes: 3}, err: ErrBulkLength},
	{name: "unauthenticated", in: "*10\r\n" + strings.Repeat("$1\r\nx\r\n", 10) + "*1\r\n$16384\r\n", limits: Limits{Unauthenticated: true}, want: [][]string{slices.Repeat([]string{"x"}, 10)}},
	{name: "unauthenticated args", in: "*11\r\n", limits: Limits{Unauthenticated: true}, err: ErrUnauthenticatedMultibulk},
	{name: "unauthenticated bulk", in: "*1\r\n$16385\r\n", limits: Limits{Unauthenticated: true}, err: ErrUnauthenticatedBulk},
	{name: "unauthenticated and worse", in: "*1\r\n$536870913\r\n", limits: Limits{Unauthenticated: true}, err: ErrBulkLength},

	{name: "endless count", in: "*1111111111111111", limits: Limits{MaxInlineBytes: 16}, err: ErrMultibulkHeader},
	{name: "late end of count", in: "*1111111111111111\r\n", limits: Limits{MaxInlineBytes: 16}, err: ErrMultibulkHeader},
	{name: "just in time", in: "*000000000000001\r\n", limits: Limits{MaxInlineBytes: 16}, err: ErrMultibulkLength},
	{name: "endless length", in: "*1\r\n$1111111111111111", limits: Limits{MaxInlineBytes: 16}, err: ErrBulkHeader},
	{name: "endless line", in: "12345678901234567", limits: Limits{MaxInlineBytes: 16}, err: ErrInlineTooBig},
	{name: "longest line", in: "1234567890123456\n12345678", limits: Limits{MaxInlineBytes: 16}, want: [][]string{{"1234567890123456"}}},
	{name: "least line limit", in: "*1\r\n$4\r\nPING\r\n", limits: Limits{MaxInlineBytes: 1}, want: [][]string{{"PING"}}},

	{name: "inline", in: "SET k v\r\n", want: [][]string{{"SET", "k", "v"}}},
	{name: "inline LF", in: "GET k\nPING\n", want: [][]string{{"GET", "k"}, {"PING"}}},
	{name: "inline blanks", in: "\r\n\n \t \r\n \v\fGET\t k \r\r\n", want: [][]string{{"GET", "k"}}},
	{name: "vertical tab within a word", in: "ECHO a\vb\n", want: [][]string{{"ECHO", "a\vb"}}},
	{name: "inline before multibulk", in: "PING\r\n*1\r\n$4\r\nPING\r\n *1\r\n", want: [][]string{{"PING"}, {"PING"}, {"*1"}}},
	{name: "zero byte", in: "ECHO a\x00b\n", want: [][]string{{"ECHO", "a\x00b"}}},
	{name: "double quotes", in: `ECHO "a b" "" "\x41\n\r\t\b\a\q\"\\\x4"` + "\n", want: [][]string{{"ECHO", "a b", "", "A\n\r\t\b\aq\"\\x4"}}},
	{name: "hex digits", in: `ECHO "\x00\xfF\xAb\xg0\x0g"` + "\n", want: [][]string{{"ECHO", "\x00\xff\xabxg0x0g"}}},
	{name: "single quotes", in: `ECHO 'a b' '' 'a\'b\x41\n"'` + "\n", want: [][]string{{"ECHO", "a b", "", `a'b\x41\n"`}}},
	{name: "quotes within a word", in: `ECHO a"b c" a'b c'` + "\n", want: [][]string{{"ECHO", "ab c", "ab c"}}},
	{name: "quotes side by side", in: "ECHO \"a\"\v\"b\"\n", want: [][]string{{"ECHO", "a", "b"}}},
	{name: "text after quotes", in: "ECHO \"a\"b\n", err: ErrUnbalancedQuotes},
	{name: "text after single quotes", in: "ECHO a'b'c\n", err: ErrUnbalancedQuotes},
	{name: "open quotes", in: "ECHO \"a\r\n", err: ErrUnbalancedQuotes},
	{name: "open single quotes", in: "ECHO 'a\r\n", err: ErrUnbalancedQuotes},
	{name: "backslash at the end", in: "ECHO \"a\\\n", err: ErrUnbalancedQuotes},
}

func TestParserNext(t *testing.T) {
	for _, test := range requests {
		t.Run(test.name, func(t *testing.T) {
			check := func(how string, chunks [][]byte) {
				t.Helper()
				got, err := parseChunks(t, test.limits, chunks)
				if !slices.EqualFunc(got, test.want, slices.Equal) || err != test.err {
					t.Errorf("%s: got %q, %v; want %q, %v", how, got, err, test.want, test.err)
				}
			}
			in := []byte(test.in)
			check("whole", [][]byte{in})
			check("byte by byte", slices.Collect(slices.Chunk(in, 1)))
			random := rand.New(rand.NewPCG(1, 2))
			for range 20 {
				check("split", randomChunks(random, in))
			}
		})
	}
}

// parseChunks feeds a parser as a connection would: what was not consumed is
// offered again with the next chunk behind it, each time in another place.
func parseChunks(t testing.TB, limits Limits, chunks [][]byte) (commands [][]string, err error) {
	p := NewParser(limits)
	var pending []byte
	for _, chunk := range chunks {
		pending = slices.Concat(pending, chunk)
		for len(pending) > 0 {
			args, n, err := p.Next(pending)
			if err != nil {
				return commands, err
			}
			if n == 0 {
				if args != nil || p.Need() <= len(pending) {
					t.Fatalf("incomplete %q: args %q, need %d", pending, args, p.Need())
				}
				break
			}
			if p.Need() != 0 {
				t.Fatalf("need %d between commands", p.Need())
			}
			if len(args) > 0 {
				commands = append(commands, toStrings(args))
			}
			pending = pending[n:]
		}
	}
	return commands, nil
}

func toStrings(args [][]byte) []string {
	out := make([]string, len(args))
	for i, arg := range args {
		out[i] = string(arg)
	}
	return out
}

func randomChunks(random *rand.Rand, in []byte) (chunks [][]byte) {
	for len(in) > 0 {
		n := 1 + random.IntN(len(in))
		chunks = append(chunks, in[:n])
		in = in[n:]
	}
	return chunks
}

func TestParserReadsWhatAppendCommandWrites(t *testing.T) {
	random := rand.New(rand.NewPCG(3, 4))
	for range 300 {
		var stream []byte
		var want [][]string
		for range 1 + random.IntN(4) {
			args := make([][]byte, 1+random.IntN(12))
			for i := range args {
				args[i] = make([]byte, random.IntN(1<<random.IntN(12)))
				for j := range args[i] {
					args[i][j] = byte(random.Uint32())
				}
			}
			want = append(want, toStrings(args))
			before := len(stream)
			stream = AppendCommand(stream, args...)
			if s := AppendCommandStrings(nil, toStrings(args)...); !bytes.Equal(stream[before:], s) {
				t.Fatalf("AppendCommandStrings differs for %q", args)
			}
		}
		got, err := parseChunks(t, Limits{}, randomChunks(random, stream))
		if err != nil || !slices.EqualFunc(got, want, slices.Equal) {
			t.Fatalf("got %q, %v; want %q", got, err, want)
		}
	}
}

func TestParserDefaultLineLimit(t *testing.T) {
	line := bytes.Repeat([]byte{'a'}, 64<<10+1)
	if _, n, err := NewParser(Limits{}).Next(line[1:]); n != 0 || err != nil {
		t.Errorf("64 KiB: %d, %v", n, err)
	}
	if _, _, err := NewParser(Limits{}).Next(line); err != ErrInlineTooBig {
		t.Errorf("one byte more: %v", err)
	}
}

func TestParserErrorText(t *testing.T) {
	_, _, err := NewParser(Limits{}).Next([]byte("*1\r\nx\r\n"))
	var protocol ProtocolError
	if !errors.As(err, &protocol) || err.Error() != "Protocol error: expected '$', got 'x'" {
		t.Errorf("got %v", err)
	}
}

func TestParserNeed(t *testing.T) {
	p := NewParser(Limits{})
	for _, step := range []struct {
		buf  string
		need int
	}{
		{"*", 2},
		{"*2\r", 4},
		{"*2\r\n", 5},
		{"*2\r\n$100000000\r\n", 16 + 100000000 + 2},
		{"*2\r\n$100000000\r\nabc", 16 + 100000000 + 2},
	} {
		if _, n, err := p.Next([]byte(step.buf)); n != 0 || err != nil || p.Need() != step.need {
			t.Errorf("%q: n %d, %v, need %d; want %d", step.buf, n, err, p.Need(), step.need)
		}
	}
}

func TestParserSetLimits(t *testing.T) {
	p := NewParser(Limits{Unauthenticated: true})
	buf := AppendCommandStrings(nil, strings.Fields("MSET a 1 b 2 c 3 d 4 e 5")...)
	if _, _, err := p.Next(buf); err != ErrUnauthenticatedMultibulk {
		t.Errorf("before: %v", err)
	}
	p.SetLimits(Limits{})
	if args, n, err := p.Next(buf); len(args) != 11 || n != len(buf) || err != nil {
		t.Errorf("after: %q, %d, %v", args, n, err)
	}
}

// Every byte may come alone without the ones before it being read again.
func TestParserResumesInConstantTime(t *testing.T) {
	const args = 50_000
	stream := fmt.Appendf(nil, "*%d\r\n", args)
	for range args {
		stream = append(stream, "$1\r\nx\r\n"...)
	}
	p := NewParser(Limits{})
	for end := 1; end < len(stream); end++ {
		before := p.at
		if _, n, err := p.Next(stream[:end]); n != 0 || err != nil {
			t.Fatalf("at %d: %d, %v", end, n, err)
		}
		if p.at.offset < before.offset || end-p.at.offset > len("*50000\r\n") {
			t.Fatalf("at %d: stopped at %d, before at %d", end, p.at.offset, before.offset)
		}
	}
	got, n, err := p.Next(stream)
	if len(got) != args || n != len(stream) || err != nil {
		t.Fatalf("got %d arguments, %d, %v", len(got), n, err)
	}
}

func TestParserSearchesALineOnce(t *testing.T) {
	for _, in := range []string{"PING", "*1111", "*1\r\n$111"} {
		p := NewParser(Limits{})
		if _, n, err := p.Next([]byte(in)); n != 0 || err != nil || p.at.searched != len(in) {
			t.Errorf("%q: %d, %v, searched %d", in, n, err, p.at.searched)
		}
	}
}

func TestParserAllocatesForWhatArrivedOnly(t *testing.T) {
	p := NewParser(Limits{})
	buf := []byte("*2147483647\r\n$1\r\nx\r\n$536870912\r\n")
	allocs := testing.AllocsPerRun(10, func() {
		*p = *NewParser(Limits{})
		if _, n, err := p.Next(buf); n != 0 || err != nil {
			t.Fatal(n, err)
		}
	})
	if allocs > 2 || cap(p.args) > 8 {
		t.Errorf("%v allocations, room for %d arguments", allocs, cap(p.args))
	}
}

func TestParserLetsGo(t *testing.T) {
	p := NewParser(Limits{})
	huge := AppendCommandStrings(nil, make([]string, 5000)...)
	if args, _, err := p.Next(huge); len(args) != 5000 || err != nil {
		t.Fatal(len(args), err)
	}
	if _, _, err := p.Next([]byte("PING\r\n")); err != nil || cap(p.args) > keepArgs {
		t.Errorf("%v, still room for %d arguments", err, cap(p.args))
	}
	p.Next([]byte("ECHO " + strings.Repeat("x", 10_000) + "\r\n"))
	p.Next(nil)
	if p.inline != nil {
		t.Errorf("still room for an inline command of %d bytes", cap(p.inline))
	}
	for _, arg := range p.args[:cap(p.args)] {
		if arg != nil {
			t.Errorf("still holds %q", arg)
		}
	}
}

func TestParserDoesNotAllocate(t *testing.T) {
	for _, in := range []string{
		"*3\r\n$3\r\nSET\r\n$1\r\nk\r\n$1\r\nv\r\n",
		"SET k \"a b\"\r\n",
		"*-1\r\n",
	} {
		p := NewParser(Limits{})
		buf := []byte(in)
		half := buf[:len(buf)/2]
		allocs := testing.AllocsPerRun(100, func() {
			p.Next(half)
			if _, n, err := p.Next(buf); n != len(buf) || err != nil {
				t.Fatal(n, err)
			}
		})
		if allocs != 0 {
			t.Errorf("%q: %v allocations", in, allocs)
		}
	}
}
