package transfer

import (
	"fmt"
	"io"
	"strconv"

	"github.com/holdfast-db/holdfast/internal/rdb"
	"github.com/holdfast-db/holdfast/internal/resp"
)

// checkRDB reads a file to its end and asks whether one of its keys is there. It changes nothing.
func checkRDB(peer *Peer, file io.Reader, o ImportOptions, done *Imported) error {
	return eachKey(peer, file, o, done, func(p *pipeline, f *rdb.FileReader, k rdb.Key, what string) error {
		if !o.Replace {
			if err := p.send(resp.AppendCommand(nil, []byte("EXISTS"), k.Name), want{kind: wantAbsent, what: what}); err != nil {
				return err
			}
		}
		return f.Value((*rdb.Reader).Skip)
	})
}

// applyRDB makes the keys of a file.
func applyRDB(peer *Peer, file io.Reader, o ImportOptions, done *Imported) error {
	how := kept
	if o.Replace {
		how = replaced
	}
	return eachKey(peer, file, o, done, func(p *pipeline, f *rdb.FileReader, k rdb.Key, what string) error {
		m := maker{key: k.Name, expireAt: k.ExpireAt, how: how, emit: func(command []byte, reply want) error {
			reply.what = what
			return p.send(command, reply)
		}}
		err := f.Value(m.value)
		if m.isEmpty {
			done.Empty++
		}
		return err
	})
}

// eachKey visits the keys of a file that have not expired. What the visitor sends is about the key's database.
func eachKey(peer *Peer, file io.Reader, o ImportOptions, done *Imported,
	visit func(p *pipeline, f *rdb.FileReader, k rdb.Key, what string) error) error {
	f, err := rdb.NewFileReader(file, rdb.FileReaderOptions{})
	if err != nil {
		return err
	}
	p := newPipeline(peer)
	return p.finish(func() error {
		for {
			k, err := f.Next()
			if err == io.EOF {
				return nil
			}
			if err != nil {
				return err
			}
			done.Keys++
			if k.ExpireAt != 0 && k.ExpireAt <= o.NowMillis {
				done.Expired++
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
