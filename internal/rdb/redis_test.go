package rdb

import (
	"encoding/binary"
	"slices"
	"testing"

	"github.com/holdfast-db/holdfast/internal/redistest"
	"github.com/holdfast-db/holdfast/internal/resp"
)

// oldVersion is one that every server takes that the tests may meet.
const oldVersion = 10

// sealAs is AppendSeal for another version.
func sealAs(body []byte, version uint16) string {
	body = binary.LittleEndian.AppendUint16(slices.Clone(body), version)
	return string(binary.LittleEndian.AppendUint64(body, checksum(body)))
}

// readers are the commands that tell what is in a value.
var readers = map[Kind][]string{
	String: {"GET", "k"}, List: {"LRANGE", "k", "0", "-1"}, Set: {"SMEMBERS", "k"},
	ZSet: {"ZRANGE", "k", "0", "-1", "WITHSCORES"}, Hash: {"HGETALL", "k"},
}

// TestLayoutsOfRedis proves that the layouts made by hand are what Redis takes them for.
func TestLayoutsOfRedis(t *testing.T) {
	server := redistest.Start(t)
	client := server.Dial(t)
	do := func(args ...string) resp.Value {
		t.Helper()
		v, err := client.Do(args...)
		if err != nil {
			t.Fatal(err)
		}
		return v
	}
	for _, l := range layouts {
		body := unhex(t, l.hex)
		if Type(body[0]).since() > oldVersion {
			continue
		}
		if v := do("RESTORE", "k", "0", sealAs(body, oldVersion), "REPLACE"); string(v.AppendText(nil)) != "OK" {
			t.Errorf("%s: redis-server says %s", l.name, v.AppendText(nil))
			continue
		}
		var theirs []string
		v := do(readers[Type(body[0]).Kind()]...)
		if v.Kind == resp.Bulk {
			theirs = []string{string(v.Str)}
		}
		for _, e := range v.Elems {
			theirs = append(theirs, string(e.Str))
		}
		ours := flat(t, body)
		if Type(body[0]).Kind() != List {
			slices.Sort(theirs)
			slices.Sort(ours)
		}
		if !slices.Equal(ours, theirs) {
			t.Errorf("%s: read %q, redis-server %q", l.name, ours, theirs)
		}
	}
}

// flat is what is in a value, as the commands of readers tell it.
func flat(t *testing.T, body []byte) (all []string) {
	t.Helper()
	r := NewReader(body, testLimit)
	typ, err := r.Type()
	if err != nil {
		t.Fatal(err)
	}
	add := func(s []byte) error {
		all = append(all, string(s))
		return nil
	}
	switch typ.Kind() {
	case String:
		s, _ := r.String()
		_ = add(s)
	case List:
		err = r.List(typ, add)
	case Set:
		err = r.Set(typ, add)
	case ZSet:
		err = r.ZSet(typ, func(m []byte, score float64) error {
			all = append(all, string(m), string(appendScore(nil, score)))
			return nil
		})
	default:
		err = r.Hash(typ, func(f, v []byte, _ int64) error {
			all = append(all, string(f), string(v))
			return nil
		})
	}
	if err != nil {
		t.Fatal(err)
	}
	return all
}
