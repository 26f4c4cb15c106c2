package server

import (
	"github.com/holdfast-db/holdfast/internal/command"
	"github.com/holdfast-db/holdfast/internal/resp"
)

// writeInfo writes the ten fields in which COMMAND describes a command.
func writeInfo(out *resp.Writer, s *command.Spec) {
	first, last, step := s.LegacyKeys()
	out.Array(10)
	out.BulkString(s.FullName())
	out.Int(int64(s.Arity()))
	writeFlags(out, s.FlagNames())
	out.Int(int64(first))
	out.Int(int64(last))
	out.Int(int64(step))
	categories := s.CategoryNames()
	out.Set(len(categories))
	for _, name := range categories {
		out.Simple("@" + name)
	}
	out.Set(len(s.Tips))
	for _, tip := range s.Tips {
		out.BulkString(tip)
	}
	out.Set(len(s.Keys))
	for _, rule := range s.Keys {
		writeKeyRule(out, rule)
	}
	out.Set(len(s.Subcommands))
	for i := range s.Subcommands {
		writeInfo(out, &s.Subcommands[i])
	}
}

func writeFlags(out *resp.Writer, names []string) {
	out.Set(len(names))
	for _, name := range names {
		out.Simple(name)
	}
}

// writeKeyRule writes a key specification: where the keys begin, and how to go on from there.
func writeKeyRule(out *resp.Writer, r command.KeyRule) {
	out.Map(3)
	out.BulkString("flags")
	writeFlags(out, r.Access.Names())
	out.BulkString("begin_search")
	if r.IsDerived {
		writeSearch(out, "unknown", 0)
		out.BulkString("find_keys")
		writeSearch(out, "unknown", 0)
		return
	}
	if r.Keyword != "" {
		writeSearch(out, "keyword", 2)
		writeText(out, "keyword", r.Keyword)
		writeNumber(out, "startfrom", r.From)
	} else {
		writeSearch(out, "index", 1)
		writeNumber(out, "index", r.From)
	}
	out.BulkString("find_keys")
	if r.IsCounted {
		writeSearch(out, "keynum", 3)
		writeNumber(out, "keynumidx", 0)
		writeNumber(out, "firstkey", 1)
		writeNumber(out, "keystep", r.Step)
		return
	}
	writeSearch(out, "range", 3)
	writeNumber(out, "lastkey", r.Last)
	writeNumber(out, "keystep", r.Step)
	writeNumber(out, "limit", r.Limit)
}

func writeSearch(out *resp.Writer, typ string, fields int) {
	out.Map(2)
	writeText(out, "type", typ)
	out.BulkString("spec")
	out.Map(fields)
}

func writeText(out *resp.Writer, field, value string) {
	out.BulkString(field)
	out.BulkString(value)
}

func writeNumber(out *resp.Writer, field string, value int) {
	out.BulkString(field)
	out.Int(int64(value))
}
