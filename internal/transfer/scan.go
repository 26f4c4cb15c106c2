package transfer

import (
	"bytes"
	"fmt"
	"slices"
	"strconv"
	"strings"

	"github.com/holdfast-db/holdfast/internal/rdb"
	"github.com/holdfast-db/holdfast/internal/resp"
)

// Scan is the Source that any server is to its clients: it asks for the names of the keys, some hundred at a time, and
// then for their values and expiries.
type Scan struct {
	peer *Peer
	// expiry is the command that asks when a key expires: PEXPIRETIME, or PTTL where that is not there yet.
	expiry string
	// offset is what the reply has to be added to: 0, or the server's time as of the last step.
	offset int64
	// isExact says that a scan finds no key twice. Redis may, and a key may stand in a file only once.
	isExact bool
	// LargeBytes is from which size on, as MEMORY USAGE tells it, a collection is read by the element; 0 is never. That
	// is only for servers where nobody else changes anything.
	LargeBytes int64
	// OnPlain is told of the streams, and their databases, of which only the plain stream is exported, because the
	// format cannot express the rest: delayed entries, names remembered, retention, and the properties of groups.
	OnPlain func(db int, key []byte)
}

// scanCount is how many keys a step asks for.
const scanCount = 256

// NewScan returns the source that a server is.
func NewScan(peer *Peer) (*Scan, error) {
	info, err := peer.do("INFO", "server")
	if err != nil {
		return nil, err
	}
	s := &Scan{peer: peer, expiry: "PEXPIRETIME", isExact: bytes.Contains(info.Str, []byte("holdfast_version:"))}
	known, err := peer.do("COMMAND", "INFO", "pexpiretime")
	if err != nil {
		return nil, err
	}
	if len(known.Elems) == 1 && known.Elems[0].Kind == resp.Null {
		s.expiry = "PTTL"
	}
	return s, nil
}

// serverMillis is the time that the server has.
func serverMillis(peer *Peer) (int64, error) {
	v, err := peer.do("TIME")
	if err != nil {
		return 0, err
	}
	if len(v.Elems) == 2 {
		seconds, err1 := strconv.ParseInt(string(v.Elems[0].Str), 10, 64)
		micros, err2 := strconv.ParseInt(string(v.Elems[1].Str), 10, 64)
		if err1 == nil && err2 == nil {
			return seconds*1000 + micros/1000, nil
		}
	}
	return 0, fmt.Errorf("TIME: %w", ErrReply)
}

// Databases implements Source.
func (s *Scan) Databases() ([]Database, error) {
	info, err := s.peer.do("INFO", "keyspace")
	if err != nil {
		return nil, err
	}
	var all []Database
	for line := range strings.SplitSeq(string(info.Str), "\r\n") {
		var d Database
		if n, _ := fmt.Sscanf(line, "db%d:keys=%d,expires=%d", &d.Number, &d.Keys, &d.Expiring); n == 3 {
			all = append(all, d)
		}
	}
	slices.SortFunc(all, func(a, b Database) int { return a.Number - b.Number })
	return all, nil
}

// Each implements Source.
func (s *Scan) Each(db int, visit func(Entry) error) error {
	if err := s.peer.selectDB(db); err != nil {
		return err
	}
	var seen map[string]bool
	if !s.isExact {
		seen = make(map[string]bool)
	}
	for cursor := "0"; ; {
		v, err := s.peer.do("SCAN", cursor, "COUNT", strconv.Itoa(scanCount))
		if err != nil {
			return err
		}
		if len(v.Elems) != 2 {
			return fmt.Errorf("SCAN: %w", ErrReply)
		}
		if err := s.step(unseen(v.Elems[1].Elems, seen), visit); err != nil {
			return err
		}
		if cursor = string(v.Elems[0].Str); cursor == "0" {
			return nil
		}
	}
}

// step visits some keys.
func (s *Scan) step(keys [][]byte, visit func(Entry) error) (err error) {
	if s.expiry == "PTTL" {
		if s.offset, err = serverMillis(s.peer); err != nil {
			return err
		}
	}
	small, large, err := s.bySize(keys)
	if err != nil {
		return err
	}
	if err := s.values(small, visit); err != nil {
		return err
	}
	for _, key := range large {
		if err := s.large(key, visit); err != nil {
			return fmt.Errorf("key %.100q: %w", key, err)
		}
	}
	return nil
}

// unseen are those keys that have not been visited, and notes them if there is something to note them in.
func unseen(keys []resp.Value, seen map[string]bool) [][]byte {
	var names [][]byte
	for _, k := range keys {
		if seen != nil {
			if seen[string(k.Str)] {
				continue
			}
			seen[string(k.Str)] = true
		}
		names = append(names, k.Str)
	}
	return names
}

// values asks for the values of keys, all at once, and visits them as they come.
func (s *Scan) values(keys [][]byte, visit func(Entry) error) error {
	sent := s.peer.sendAll(len(keys), func(dst []byte, i int) []byte {
		dst = resp.AppendCommand(dst, []byte("DUMP"), keys[i])
		return resp.AppendCommand(dst, []byte(s.expiry), keys[i])
	})
	var refused [][]byte
	for _, key := range keys {
		payload, err := s.peer.replies.Next()
		if err != nil {
			return err
		}
		expiry, err := s.peer.replies.Next()
		if err != nil {
			return err
		}
		if s.isExact && payload.Kind == resp.Error {
			refused = append(refused, key)
			continue
		}
		if err := s.answer(key, payload, expiry, visit); err != nil {
			return err
		}
	}
	if err := <-sent; err != nil {
		return err
	}
	for _, key := range refused {
		if err := s.plain(key, visit); err != nil {
			return err
		}
	}
	return nil
}

// plain asks for what the format can express of a value.
func (s *Scan) plain(key []byte, visit func(Entry) error) error {
	payload, err := s.peer.do("DUMP", string(key), "PLAIN")
	if err != nil {
		return fmt.Errorf("key %.100q: %w", key, err)
	}
	expiry, err := s.peer.do(s.expiry, string(key))
	if err != nil {
		return err
	}
	if s.OnPlain != nil && payload.Kind != resp.Null {
		s.OnPlain(s.peer.db, key)
	}
	return s.answer(key, payload, expiry, visit)
}

// answer visits a key, by the answers to what was asked about it, if it is still there.
func (s *Scan) answer(key []byte, payload, expiry resp.Value, visit func(Entry) error) error {
	for _, v := range []resp.Value{payload, expiry} {
		if v.Kind == resp.Error {
			return fmt.Errorf("key %.100q: %s: %w", key, v.Str, ErrReply)
		}
	}
	const gone = -2
	if payload.Kind == resp.Null || expiry.Int == gone {
		return nil
	}
	value, err := rdb.Unseal(payload.Str)
	if err != nil {
		return fmt.Errorf("key %.100q: %w", key, err)
	}
	return visit(Entry{Key: key, ExpireAt: s.expireAt(expiry), Value: value})
}

// expireAt is when a key expires by the reply to what asks for that.
func (s *Scan) expireAt(reply resp.Value) int64 {
	if reply.Int < 0 { // it does not
		return 0
	}
	return s.offset + reply.Int
}
