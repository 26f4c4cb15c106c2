package transfer

import (
	"fmt"
	"io"
	"strconv"

	"github.com/holdfast-db/holdfast/internal/rdb"
	"github.com/holdfast-db/holdfast/internal/resp"
)

// checkRDB reads a file to its end, asks whether one of its keys is there, and keeps its functions. It changes nothing.
func (i *importing) checkRDB(file io.Reader) error {
	o := rdb.FileReaderOptions{Function: i.keepLibrary}
	return i.eachKey(file, o, func(p *pipeline, f *rdb.FileReader, k rdb.Key, what string) error {
		if !i.o.Replace {
			if err := p.send(resp.AppendCommand(nil, []byte("EXISTS"), k.Name), want{kind: wantAbsent, what: what}); err != nil {
				return err
			}
		}
		return f.Value(checkValue)
	})
}

// checkValue reads a value as it is read to be made: a stream in one piece.
func checkValue(r *rdb.Reader, t rdb.Type) error {
	if t.Kind() != rdb.Stream {
		return r.Skip(t)
	}
	value, err := r.AppendStream(nil, t, t)
	if err != nil {
		return err
	}
	return rdb.NewReader(value, len(value)).Skip(t)
}

// applyRDB makes the functions and the keys of a file.
func (i *importing) applyRDB(file io.Reader) error {
	if err := i.loadLibraries(); err != nil {
		return err
	}
	how := kept
	if i.o.Replace {
		how = replaced
	}
	o := rdb.FileReaderOptions{Function: func([]byte) error {
		i.done.Libraries++ // it is there already
		return nil
	}}
	return i.eachKey(file, o, func(p *pipeline, f *rdb.FileReader, k rdb.Key, what string) error {
		m := maker{key: k.Name, expireAt: k.ExpireAt, how: how, version: rdb.MaxVersion, emit: func(command []byte, reply want) error {
			reply.what = what
			return p.send(command, reply)
		}}
		err := f.Value(m.value)
		if m.isEmpty {
			i.done.Empty++
		}
		return err
	})
}

// eachKey visits the keys of a file that have not expired. What the visitor sends is about the key's database.
func (i *importing) eachKey(file io.Reader, o rdb.FileReaderOptions,
	visit func(p *pipeline, f *rdb.FileReader, k rdb.Key, what string) error) error {
	f, err := rdb.NewFileReader(file, o)
	if err != nil {
		return err
	}
	p := newPipeline(i.peer)
	return p.finish(func() error {
		for {
			k, err := f.Next()
			if err == io.EOF {
				return nil
			}
			if err != nil {
				return err
			}
			i.done.Keys++
			if k.ExpireAt != 0 && k.ExpireAt <= i.o.NowMillis {
				i.done.Expired++
				continue
			}
			if err := p.selectDB(k.DB); err != nil {
				return err
			}
			if err := visit(p, f, k, fmt.Sprintf("key %.100q of database %d", k.Name, k.DB)); err != nil {
				return err
			}
		}
	}())
}

// selectDB makes a database the one that what follows is about.
func (p *pipeline) selectDB(n int) error {
	if n == p.peer.db {
		return nil
	}
	p.peer.db = n
	command := resp.AppendCommandStrings(nil, "SELECT", strconv.Itoa(n))
	return p.send(command, want{kind: wantOK, what: fmt.Sprintf("database %d", n)})
}
