package instance

import (
	"strings"
	"testing"

	"github.com/cockroachdb/pebble/v2/vfs"

	"github.com/holdfast-db/holdfast/internal/base/clock"
	"github.com/holdfast-db/holdfast/internal/redistest"
)

// TestEveryWriteInvalidates has a client read a key and another one change it, for every type of value and the ways in
// which whole keys change.
func TestEveryWriteInvalidates(t *testing.T) {
	in := open(t, vfs.NewMem(), clock.NewSystem())
	defer closeInstance(t, in)
	w := pushWorld{T: t, in: in, dial: func() *redistest.Client { return redistest.NewClient(in.Dial()) }}
	reader, writer := w.connect(3), w.connect(2)
	w.do(reader, "CLIENT", "TRACKING", "ON")
	for _, tc := range []struct{ given, read, write string }{
		{"", "GET k", "SET k v"},
		{"SET k 1", "GET k", "INCR k"},
		{"SET k v", "STRLEN k", "APPEND k w"},
		{"", "GETBIT k 1", "SETBIT k 1 1"},
		{"", "BITCOUNT k", "BITFIELD k SET u8 0 255"},
		{"PFADD k a", "PFCOUNT k", "PFADD k b c d"},
		{"", "HGET k f", "HSET k f v"},
		{"HSET k f v g w", "HGETALL k", "HDEL k f"},
		{"", "LRANGE k 0 -1", "LPUSH k a"},
		{"RPUSH k a b c", "LINDEX k 1", "LSET k 1 x"},
		{"RPUSH k a b c", "LLEN k", "LTRIM k 1 1"},
		{"RPUSH other a", "LRANGE k 0 -1", "LMOVE other k LEFT LEFT"},
		{"", "SISMEMBER k a", "SADD k a"},
		{"SADD k a b", "SCARD k", "SPOP k"},
		{"SADD other a", "SMEMBERS k", "SUNIONSTORE k other"},
		{"", "ZSCORE k a", "ZADD k 1 a"},
		{"ZADD k 1 a", "ZRANGE k 0 -1", "ZINCRBY k 1 a"},
		{"ZADD k 1 a", "ZRANGE k 0 -1", "ZREMRANGEBYSCORE k 0 9"},
		{"", "GEOPOS k a", "GEOADD k 1 2 a"},
		{"SET k v", "EXISTS k", "DEL k"},
		{"SET k v", "TTL k", "EXPIRE k 100"},
		{"SET k v EX 100", "TTL k", "PERSIST k"},
		{"SET k v", "TYPE k", "RENAME k other"},
		{"SET other v", "GET k", "RENAME other k"},
		{"SET other v", "GET k", "COPY other k"},
		{"SET k v", "GET k", "MOVE k 1"},
		{"RPUSH k b a", "LRANGE k 0 -1", "SORT k ALPHA STORE k"},
	} {
		w.do(writer, "DEL", "k", "other")
		if tc.given != "" {
			w.do(writer, strings.Fields(tc.given)...)
		}
		w.do(reader, strings.Fields(tc.read)...)
		if reply := w.do(writer, strings.Fields(tc.write)...); strings.HasPrefix(reply, "(error)") {
			t.Fatalf("%s: %s", tc.write, reply)
		}
		w.expect(reader, "> invalidate k")
	}
}
