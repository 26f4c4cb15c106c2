package engine

import "github.com/holdfast-db/holdfast/internal/page"

// Rename gives what a key holds, which is there, to another key of the database, in place of what that held. A big
// collection keeps its containers: only pages in memory move, to the arena of the other key's shard, and those on disk are
// neither read nor written.
func (t *Txn) Rename(key, to []byte) {
	h := t.hash(key)
	t.keep(h, key)
	s, target := t.space(h, t.db), t.space(t.hash(to), t.db)
	rec, _ := t.find(s, h, key)
	typ, enc, value, expireAt := rec.Type(), rec.Encoding(), rec.Value(), rec.ExpireAt()
	if v, ok := t.open(s, rec); ok {
		v.EachContainer(func(p *page.Pages) { p.MoveTo(target.Arena()) })
		value = v.AppendValue(nil)
	}
	rec = t.Set(to, typ, enc, value, expireAt)
	if v, ok := t.open(target, rec); ok {
		t.setAlarm(to, v)
	}
	s.Delete(h, key)
	t.changed(h, key)
}
