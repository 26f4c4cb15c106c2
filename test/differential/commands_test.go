package differential

import (
	"fmt"
	"slices"
	"strings"
	"testing"

	"github.com/holdfast-db/holdfast/internal/redistest"
	"github.com/holdfast-db/holdfast/internal/resp"
)

// infoFields are the elements of a COMMAND INFO entry, subcommands apart.
var infoFields = []string{
	"name", "arity", "flags", "first key", "last key", "step", "ACL categories", "tips", "key specifications",
}

const (
	in72   = "Redis 7.2 tells what Holdfast tells, older releases do not"
	larger = "Holdfast takes more"
	named  = "Redis has another name for a token"
	nested = "BYBOX and its numbers are a block of their own"
	sort   = "Redis adds that there may be keys that it cannot tell: those of patterns, and the one behind STORE"
)

// infoDiffers lists what COMMAND INFO tells differently on purpose, as "command: field", with the reason.
var infoDiffers = map[string]string{
	"client|setname: tips":           in72,
	"command|getkeys: arity":         in72,
	"command|getkeysandflags: arity": in72,
	"config|resetstat: tips":         in72,
	"config|rewrite: tips":           in72,
	"blmove: flags":                  in72,
	"blpop: flags":                   in72,
	"brpop: flags":                   in72,
	"brpoplpush: flags":              in72,
	"bzpopmax: flags":                in72,
	"bzpopmin: flags":                in72,
	"sort: key specifications":       sort,
	"sort_ro: key specifications":    sort,
	"sort_ro: flags":                 sort,
	"migrate: key specifications":    "Holdfast finds all keys behind KEYS",
	"msetnx: tips":                   in72,
	"dump: arity":                    larger,
	"multi: arity":                   larger,
	"scan: tips":                     in72,
	"wait: flags":                    in72,
	"zrank: arity":                   in72,
	"zrevrank: arity":                in72,
	"wait: ACL categories":           in72,
}

// docsDiffers lists what COMMAND DOCS tells differently on purpose, in the same way.
var docsDiffers = map[string]string{
	"client|list: arguments":             in72,
	"client|kill: arguments":             in72,
	"client|pause: since":                in72,
	"command|getkeys: arguments":         in72,
	"command|getkeysandflags: arguments": in72,
	"config|get: arguments":              in72,
	"sort: arguments":                    sort,
	"sort_ro: arguments":                 sort,
	"lcs: arguments":                     in72,
	"bitop: arguments":                   in72,
	"pfmerge: arguments":                 in72,
	"psubscribe: arguments":              in72,
	"dump: arguments":                    larger,
	"debug: arguments":                   "Redis does not say that it has subcommands",
	"quit: arguments":                    "Redis does not say that it ignores arguments",
	"hscan: arguments":                   larger,
	"migrate: arguments":                 "Redis describes the empty key as a token",
	"multi: arguments":                   larger,
	"zadd: arguments":                    named,
	"geoadd: arguments":                  named,
	"geohash: arguments":                 in72,
	"geopos: arguments":                  in72,
	"failover: arguments":                "TO, its words and FORCE are a block of their own",
	"module|loadex: arguments":           "Holdfast loads no modules, whatever follows",
	"geosearch: arguments":               nested,
	"geosearchstore: arguments":          nested,
	"xadd: arguments":                    larger,
	"xclaim: arguments":                  named,
	"xgroup|create: arguments":           named,
	"xgroup|createconsumer: arguments":   named,
	"xgroup|delconsumer: arguments":      named,
	"xgroup|destroy: arguments":          named,
	"xgroup|setid: arguments":            named,
	"xinfo|consumers: arguments":         named,
	"xinfo|stream: arguments":            named,
	"xreadgroup: arguments":              larger,
	"xsetid: arguments":                  named,
	"xtrim: arguments":                   named,
	"zrank: arguments":                   in72,
	"zrevrank: arguments":                in72,
}

// TestCommandInfo compares how both servers describe the commands that both have.
func TestCommandInfo(t *testing.T) {
	redis := redistest.Start(t)
	p := connect(t, open(t, t.TempDir()), redis)[0]
	for _, name := range sharedCommands(t, p) {
		ours, theirs := askBoth(t, p, "COMMAND", "INFO", name)
		compareInfo(t, ours.Elems[0], theirs.Elems[0])
	}
}

// TestCommandDocs compares the grammars of the commands that both servers have.
func TestCommandDocs(t *testing.T) {
	redis := redistest.Start(t)
	p := connect(t, open(t, t.TempDir()), redis)[0]
	for _, name := range sharedCommands(t, p) {
		ours, theirs := askBoth(t, p, "COMMAND", "DOCS", name)
		compareDocs(t, name, field(ours, name), field(theirs, name))
	}
}

// sharedCommands are the names that both servers list.
func sharedCommands(t *testing.T, p *pair) (names []string) {
	t.Helper()
	ours, theirs := askBoth(t, p, "COMMAND", "LIST")
	known := make(map[string]bool)
	for _, e := range theirs.Elems {
		known[string(e.Str)] = true
	}
	for _, e := range ours.Elems {
		if name := string(e.Str); known[name] && !strings.Contains(name, "|") {
			names = append(names, name)
		}
	}
	return names
}

func askBoth(t *testing.T, p *pair, args ...string) (ours, theirs resp.Value) {
	t.Helper()
	o, err := p.ours.do(args...)
	if err != nil {
		t.Fatal(err)
	}
	r, err := p.theirs.do(args...)
	if err != nil {
		t.Fatal(err)
	}
	return o.value, r.value
}

func compareInfo(t *testing.T, ours, theirs resp.Value) {
	t.Helper()
	name := string(theirs.Elems[0].Str)
	for i, field := range infoFields {
		o, r := words(ours.Elems[i]), words(theirs.Elems[i])
		if !slices.Equal(o, r) && infoDiffers[name+": "+field] == "" {
			t.Errorf("%s: %s: Holdfast has %q, Redis %q", name, field, o, r)
		}
	}
	last := len(infoFields)
	for _, r := range theirs.Elems[last].Elems {
		for _, o := range ours.Elems[last].Elems {
			if string(o.Elems[0].Str) == string(r.Elems[0].Str) {
				compareInfo(t, o, r)
			}
		}
	}
}

// words is a value in a notation that does not depend on the order of its elements. The notes on key specifications,
// which are for readers of Redis's documentation, are left out.
func words(v resp.Value) []string {
	if v.Kind != resp.Array {
		return []string{string(v.AppendText(nil))}
	}
	for i, e := range v.Elems {
		if len(e.Elems) > 2 && string(e.Elems[0].Str) == "notes" {
			v.Elems[i].Elems = e.Elems[2:]
		}
	}
	return sorted(v)
}

// field finds a value in a map, which RESP2 sends as an array.
func field(v resp.Value, name string) resp.Value {
	for i := 0; i+1 < len(v.Elems); i += 2 {
		if string(v.Elems[i].Str) == name {
			return v.Elems[i+1]
		}
	}
	return resp.Value{}
}

func compareDocs(t *testing.T, name string, ours, theirs resp.Value) {
	t.Helper()
	for _, f := range []string{"since", "group"} {
		if o, r := text(ours, f), text(theirs, f); o != r && docsDiffers[name+": "+f] == "" {
			t.Errorf("%s: %s: Holdfast has %q, Redis %q", name, f, o, r)
		}
	}
	o, r := grammar(field(ours, "arguments")), grammar(field(theirs, "arguments"))
	if o != r && docsDiffers[name+": arguments"] == "" {
		t.Errorf("%s: arguments:\nHoldfast %s\nRedis    %s", name, o, r)
	}
	subs := field(theirs, "subcommands")
	for i := 0; i+1 < len(subs.Elems); i += 2 {
		sub := string(subs.Elems[i].Str)
		if o := field(field(ours, "subcommands"), sub); o.Kind == resp.Array {
			compareDocs(t, sub, o, subs.Elems[i+1])
		}
	}
}

func text(v resp.Value, name string) string { return string(field(v, name).Str) }

// grammar prints arguments in one line. The names of those that only group others do not matter.
func grammar(args resp.Value) string {
	var parts []string
	for _, a := range args.Elems {
		part := text(a, "type")
		if inner := field(a, "arguments"); inner.Kind == resp.Array {
			part += "(" + grammar(inner) + ")"
		} else {
			part = text(a, "name") + ":" + part
		}
		if token := field(a, "token"); token.Kind == resp.Bulk {
			part = fmt.Sprintf("%q ", token.Str) + part
		}
		if index := field(a, "key_spec_index"); index.Kind == resp.Int {
			part += fmt.Sprint("@", index.Int)
		}
		for _, flag := range field(a, "flags").Elems {
			part += " " + string(flag.Str)
		}
		parts = append(parts, part)
	}
	return strings.Join(parts, ", ")
}
