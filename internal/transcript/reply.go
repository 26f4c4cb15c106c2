package transcript

import (
	"strings"

	"github.com/holdfast-db/holdfast/internal/resp"
)

// render prints a reply as transcripts have it. Unless typed, what RESP3 added
// is printed as RESP2 sends it.
func render(v resp.Value, typed bool) []string {
	if typed {
		v = markVerbatim(v)
	} else {
		v = downgrade(v)
	}
	lines := strings.Split(string(v.AppendText(nil)), "\n")
	for i, line := range lines {
		// As Parse does: editors like to cut what nobody sees.
		lines[i] = strings.TrimRight(line, " \t")
	}
	return lines
}

// downgrade turns a value into what RESP2 sends in its place.
func downgrade(v resp.Value) resp.Value {
	v.Elems = mapped(v.Elems, downgrade)
	switch v.Kind {
	case resp.Map, resp.Set, resp.Push:
		v.Kind = resp.Array
	case resp.Double, resp.BigNumber, resp.Verbatim:
		v.Kind = resp.Bulk
	case resp.Bool:
		v.Kind = resp.Int
	}
	return v
}

// markVerbatim makes verbatim strings fit into the lines of a transcript. A
// status is what AppendText prints as it stands.
func markVerbatim(v resp.Value) resp.Value {
	v.Elems = mapped(v.Elems, markVerbatim)
	if v.Kind == resp.Verbatim {
		v.Kind = resp.Bulk
		v.Str = append([]byte("(verbatim) "), v.AppendText(nil)...)
		v.Kind = resp.Simple
	}
	return v
}

func mapped(values []resp.Value, f func(resp.Value) resp.Value) []resp.Value {
	if values == nil {
		return nil
	}
	out := make([]resp.Value, len(values))
	for i, v := range values {
		out[i] = f(v)
	}
	return out
}
