package streams

import (
	"github.com/holdfast-db/holdfast/internal/command"
	"github.com/holdfast-db/holdfast/internal/page"
	"github.com/holdfast-db/holdfast/internal/value/stream"
)

func xredriveSpec() command.Spec {
	return command.Spec{
		Name: "XREDRIVE", Group: "stream", Since: "0.2.0", Complexity: "O(N) where N is the number of dead letters looked at.",
		Summary: "Adds dead letters to the stream that they come from again, and returns how many there were.",
		Flags:   command.Write | command.DenyOOM,
		Keys: []command.KeyRule{
			command.At(1, command.RW|command.ReadsData|command.DeletesData), command.At(2, command.RW|command.InsertsData),
		},
		Syntax: "deadletter:key stream:key [COUNT count]",
		Compat: command.Ours("dead letters"),
		Run:    xredrive,
	}
}

// letter is a dead letter on its way back.
type letter struct {
	id    stream.ID
	pairs [][]byte
}

func xredrive(c *command.Call) {
	count, ok := rangeCount(c, 3)
	if !ok {
		return
	}
	dead, ok := modify(c, c.Args[1])
	if !ok {
		return
	}
	if string(c.Args[1]) == string(c.Args[2]) {
		c.Fail(command.ErrSameObject)
		return
	}
	letters := dead.lettersFrom(c.Args[2], count)
	s, ok := modify(c, c.Args[2])
	if !ok {
		return
	}
	added := 0
	for _, l := range letters {
		id, more := stream.NextID(s.LastID, c.Tx.Now())
		if !more {
			break
		}
		s.Append(id, l.pairs)
		logAdded(c, s.Key, id, l.pairs)
		added++
	}
	if added > 0 {
		s.store(c)
		dead, _ = modify(c, c.Args[1])
		for _, l := range letters[:added] {
			dead.Delete(l.id)
			dead.logDelete(c, l.id)
		}
		dead.store(c)
	}
	c.Out.Int(int64(added))
}

// lettersFrom gathers the first dead letters that come from a stream, without what says so.
func (s opened) lettersFrom(origin []byte, count int) (letters []letter) {
	if count == 0 {
		return nil
	}
	name := page.Text([]byte(stream.DeadStream))
	s.Walk(stream.MinID, stream.MaxID, func(e *stream.Entry) bool {
		from, isLetter := e.Value(name)
		if !isLetter || from.Compare(page.Text(origin)) != 0 || e.Len() <= stream.DeadFields {
			return true
		}
		l := letter{id: e.ID}
		e.Each(func(field, value page.Item) {
			l.pairs = append(l.pairs, field.AppendText(nil), value.AppendText(nil))
		})
		l.pairs = l.pairs[2*stream.DeadFields:]
		letters = append(letters, l)
		return len(letters) < count
	})
	return letters
}

// logAdded logs an entry that was added.
func logAdded(c *command.Call, key []byte, id stream.ID, pairs [][]byte) {
	var text [stream.MaxIDText]byte
	c.Tx.LogHead(3+len(pairs), "XADD")
	c.Tx.LogWord(key)
	c.Tx.LogWord(stream.AppendID(text[:0], id))
	for _, word := range pairs {
		c.Tx.LogWord(word)
	}
}
