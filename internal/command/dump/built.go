package dump

import (
	"math"

	"github.com/holdfast-db/holdfast/internal/command"
	"github.com/holdfast-db/holdfast/internal/keyspace"
	"github.com/holdfast-db/holdfast/internal/page"
	"github.com/holdfast-db/holdfast/internal/rdb"
	"github.com/holdfast-db/holdfast/internal/value"
	"github.com/holdfast-db/holdfast/internal/value/hash"
	"github.com/holdfast-db/holdfast/internal/value/list"
	"github.com/holdfast-db/holdfast/internal/value/set"
	"github.com/holdfast-db/holdfast/internal/value/zset"
)

// built is a value that is not under its key yet.
type built struct {
	typ        keyspace.Type
	text       []byte      // of a string
	collection value.Value // of any other type
}

// read builds the value in the body of a payload. Nothing is left of one that turns out to be broken.
func read(c *command.Call, body []byte, limit int64) (b built, err error) {
	r := rdb.NewReader(body, int(min(limit, math.MaxInt)))
	t, err := r.Type()
	if err != nil {
		return b, err
	}
	switch t.Kind() {
	case rdb.String:
		b.typ = keyspace.TypeString
		b.text, err = r.String()
	case rdb.List:
		l := c.Tx.NewList(c.Key())
		b.typ, b.collection = keyspace.TypeList, l
		err = readList(r, t, l)
	case rdb.Set:
		s := c.Tx.NewSet(c.Key())
		b.typ, b.collection = keyspace.TypeSet, s
		err = readSet(r, t, s)
	case rdb.ZSet:
		z := c.Tx.NewZSet(c.Key())
		b.typ, b.collection = keyspace.TypeZSet, z
		err = readZSet(r, t, z)
	case rdb.Hash:
		h := c.Tx.NewHash(c.Key())
		b.typ, b.collection = keyspace.TypeHash, h
		err = readHash(r, t, h)
	case rdb.Stream:
		s := c.Tx.NewStream(c.Key())
		b.typ, b.collection = keyspace.TypeStream, s
		err = readStream(r, t, s)
	}
	if err == nil && r.Len() > 0 {
		err = rdb.ErrCorrupt
	}
	if err != nil {
		b.drop()
	}
	return b, err
}

func readList(r *rdb.Reader, t rdb.Type, l *list.List) error {
	return r.List(t, func(element []byte) error {
		l.Push(list.Right, element)
		return nil
	})
}

func readSet(r *rdb.Reader, t rdb.Type, s *set.Set) error {
	return r.Set(t, func(member []byte) error {
		if !s.Add(page.Text(member)) {
			return rdb.ErrCorrupt
		}
		return nil
	})
}

func readZSet(r *rdb.Reader, t rdb.Type, z *zset.ZSet) error {
	return r.ZSet(t, func(member []byte, score float64) error {
		m := page.Text(member)
		if _, found := z.Score(m); found {
			return rdb.ErrCorrupt
		}
		z.Insert(m, score)
		return nil
	})
}

func readHash(r *rdb.Reader, t rdb.Type, h *hash.Hash) error {
	return r.Hash(t, func(field, value []byte, expireAt int64) error {
		if !h.Set(field, value, expireAt) {
			return rdb.ErrCorrupt
		}
		return nil
	})
}

// drop frees the pages.
func (b built) drop() {
	if b.collection != nil {
		b.collection.EachContainer(func(p *page.Pages) { p.FreeSome(math.MaxInt) })
	}
}

// store puts the value under the key in place of what was there, without an expiry.
func (b built) store(c *command.Call) keyspace.Record {
	if b.collection != nil {
		return c.Tx.Create(c.Key(), b.typ, b.collection)
	}
	if n, ok := command.ParseInt(b.text); ok {
		return c.Tx.SetInt(c.Key(), n, 0)
	}
	return c.Tx.Set(c.Key(), keyspace.TypeString, keyspace.StringEncoding(len(b.text)), b.text, 0)
}
