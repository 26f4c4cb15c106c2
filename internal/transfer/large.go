package transfer

import (
	"fmt"
	"strconv"

	"github.com/holdfast-db/holdfast/internal/rdb"
	"github.com/holdfast-db/holdfast/internal/resp"
)

// elementStep is how many elements of a large collection are asked for at once.
const elementStep = 1000

// bySize parts large collections from what DUMP tells in one piece.
func (s *Scan) bySize(keys [][]byte) (small, large [][]byte, err error) {
	if s.LargeBytes == 0 {
		return keys, nil, nil
	}
	sizes, err := s.peer.all(len(keys), func(dst []byte, i int) []byte {
		return resp.AppendCommand(dst, []byte("MEMORY"), []byte("USAGE"), keys[i])
	})
	if err != nil {
		return nil, nil, err
	}
	for i, key := range keys {
		if sizes[i].Int < s.LargeBytes {
			small = append(small, key)
			continue
		}
		large = append(large, key)
	}
	return small, large, nil
}

// kindOf is the kind of a collection as TYPE tells it, and the command that counts its elements.
func kindOf(typ []byte) (k rdb.Kind, count string) {
	switch string(typ) {
	case "list":
		return rdb.List, "LLEN"
	case "set":
		return rdb.Set, "SCARD"
	case "zset":
		return rdb.ZSet, "ZCARD"
	case "hash":
		return rdb.Hash, "HLEN"
	}
	return rdb.Unknown, ""
}

// large visits a key that is read by the element, unless it is a long string.
func (s *Scan) large(key []byte, visit func(Entry) error) error {
	name := string(key)
	typ, err := s.peer.do("TYPE", name)
	if err != nil {
		return err
	}
	kind, count := kindOf(typ.Str)
	if kind == rdb.Unknown {
		return s.values([][]byte{key}, visit)
	}
	n, err := s.peer.do(count, name)
	if err != nil {
		return err
	}
	expiry, err := s.peer.do(s.expiry, name)
	if err != nil {
		return err
	}
	c := rdb.Collection{Kind: kind, Len: int(n.Int), Each: func(visit func(rdb.Element) error) error {
		return s.eachElement(kind, name, visit)
	}}
	return visit(Entry{Key: key, ExpireAt: s.expireAt(expiry), Large: &c})
}

// eachElement visits the elements of a collection.
func (s *Scan) eachElement(k rdb.Kind, key string, visit func(rdb.Element) error) error {
	switch k {
	case rdb.List:
		return s.eachOfList(key, visit)
	case rdb.Set:
		return s.eachOfSet(key, visit)
	case rdb.ZSet:
		return s.eachOfZSet(key, visit)
	}
	return s.eachOfHash(key, visit)
}

func (s *Scan) eachOfList(key string, visit func(rdb.Element) error) error {
	return s.eachRange([]string{"LRANGE", key}, nil, func(elems []resp.Value) error {
		for _, e := range elems {
			if err := visit(rdb.Element{Name: e.Str}); err != nil {
				return err
			}
		}
		return nil
	})
}

func (s *Scan) eachOfZSet(key string, visit func(rdb.Element) error) error {
	return s.eachRange([]string{"ZRANGE", key}, []string{"WITHSCORES"}, func(elems []resp.Value) error {
		for i := 0; i+1 < len(elems); i += 2 {
			score, err := strconv.ParseFloat(string(elems[i+1].Str), 64)
			if err != nil {
				return fmt.Errorf("score %q: %w", elems[i+1].Str, ErrReply)
			}
			if err := visit(rdb.Element{Name: elems[i].Str, Score: score}); err != nil {
				return err
			}
		}
		return nil
	})
}

// eachRange asks for one range of indices after the other until one is empty.
func (s *Scan) eachRange(before, behind []string, visit func(elems []resp.Value) error) error {
	for from := 0; ; from += elementStep {
		words := append(before[:len(before):len(before)], strconv.Itoa(from), strconv.Itoa(from+elementStep-1))
		v, err := s.peer.do(append(words, behind...)...)
		if err != nil || len(v.Elems) == 0 {
			return err
		}
		if err := visit(v.Elems); err != nil {
			return err
		}
	}
}

func (s *Scan) eachOfSet(key string, visit func(rdb.Element) error) error {
	return s.eachScan([]string{"SSCAN", key}, func(elems []resp.Value) error {
		for _, e := range elems {
			if err := visit(rdb.Element{Name: e.Str}); err != nil {
				return err
			}
		}
		return nil
	})
}

func (s *Scan) eachOfHash(key string, visit func(rdb.Element) error) error {
	return s.eachScan([]string{"HSCAN", key}, func(elems []resp.Value) error {
		words := []string{"HPEXPIRETIME", key, "FIELDS", strconv.Itoa(len(elems) / 2)}
		for i := 0; i+1 < len(elems); i += 2 {
			words = append(words, string(elems[i].Str))
		}
		expiries, err := s.peer.do(words...)
		if err != nil {
			return err
		}
		if len(expiries.Elems) != len(elems)/2 {
			return fmt.Errorf("HPEXPIRETIME: %w", ErrReply)
		}
		for i, expiry := range expiries.Elems {
			e := rdb.Element{Name: elems[2*i].Str, Value: elems[2*i+1].Str, ExpireAt: max(expiry.Int, 0)}
			if err := visit(e); err != nil {
				return err
			}
		}
		return nil
	})
}

// eachScan goes on with a cursor until it is 0 again. A step may find nothing.
func (s *Scan) eachScan(before []string, visit func(elems []resp.Value) error) error {
	for cursor := "0"; ; {
		v, err := s.peer.do(append(before[:len(before):len(before)], cursor, "COUNT", strconv.Itoa(elementStep))...)
		if err != nil {
			return err
		}
		if len(v.Elems) != 2 {
			return fmt.Errorf("%s: %w", before[0], ErrReply)
		}
		if len(v.Elems[1].Elems) > 0 {
			if err := visit(v.Elems[1].Elems); err != nil {
				return err
			}
		}
		if cursor = string(v.Elems[0].Str); cursor == "0" {
			return nil
		}
	}
}
