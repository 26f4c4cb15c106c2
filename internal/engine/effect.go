package engine

import "github.com/holdfast-db/holdfast/internal/resp"

// LogHead begins an effect of a number of words, its name included, for those who have them one by one: LogWord adds
// each of the others. While effects are applied again both do nothing.
func (t *Txn) LogHead(words int, name string) {
	if t.replaying {
		return
	}
	t.selectForEffects()
	t.effects = resp.AppendBulkString(resp.AppendArray(t.effects, words), name)
}

// LogWord adds a word to the effect that LogHead has begun.
func (t *Txn) LogWord(word []byte) {
	if !t.replaying {
		t.effects = resp.AppendBulk(t.effects, word)
	}
}
