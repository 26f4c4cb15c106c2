package transcript

import (
	"strings"
	"testing"

	"github.com/holdfast-db/holdfast/internal/resp"
)

func TestRender(t *testing.T) {
	for _, test := range []struct{ wire, plain, typed string }{
		{"+OK\r\n", "OK", "OK"},
		{"_\r\n", "(nil)", "(nil)"},
		{",1.5\r\n", `"1.5"`, "(double) 1.5"},
		{"#t\r\n", "(integer) 1", "(true)"},
		{"=7\r\ntxt:a\nb\r\n", `"a\nb"`, `(verbatim) "a\nb"`},
		{"*1\r\n=5\r\ntxt:a\r\n", `1) "a"`, `1) (verbatim) "a"`},
		{"%1\r\n$1\r\nk\r\n,2\r\n", `1) "k"|2) "2"`, `1# "k" => (double) 2`},
		{"~1\r\n*1\r\n#f\r\n", "1) 1) (integer) 0", "1~ 1) (false)"},
		{"%0\r\n", "(empty array)", "(empty hash)"},
		{"-ERR \r\n", "(error) ERR", "(error) ERR"},
	} {
		v, _, err := resp.Decode([]byte(test.wire))
		if err != nil {
			t.Fatal(err)
		}
		if got := strings.Join(render(v, true), "|"); got != test.typed {
			t.Errorf("%q with types: %s, want %s", test.wire, got, test.typed)
		}
		if got := strings.Join(render(v, false), "|"); got != test.plain {
			t.Errorf("%q: %s, want %s", test.wire, got, test.plain)
		}
	}
}
