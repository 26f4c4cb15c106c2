package engine

import (
	"github.com/holdfast-db/holdfast/internal/resp"
)

// keepEffectsBytes is how large a transaction's own buffer of effects may be: longer ones lie in one that all share.
const keepEffectsBytes = 64 << 10

// Log adds one canonical command to the unit's effects.
func (t *Txn) Log(args ...[]byte) {
	if t.isUnlogged() {
		return
	}
	t.selectForEffects()
	t.reserveEffects(args)
	t.effects = resp.AppendCommand(t.effects, args...)
}

// LogAs is Log with the command's name as a string.
func (t *Txn) LogAs(name string, args ...[]byte) {
	if t.isUnlogged() {
		return
	}
	t.selectForEffects()
	t.reserveEffects(args)
	t.effects = resp.AppendArray(t.effects, len(args)+1)
	t.effects = resp.AppendBulkString(t.effects, name)
	for _, a := range args {
		t.effects = resp.AppendBulk(t.effects, a)
	}
}

// LogHead begins an effect of a number of words, its name included, for those who have them one by one: LogWord adds
// each of the others. It reports false if nobody will read them: then LogWord does nothing.
func (t *Txn) LogHead(words int, name string) bool {
	if t.isUnlogged() {
		return false
	}
	t.selectForEffects()
	t.effects = resp.AppendBulkString(resp.AppendArray(t.effects, words), name)
	return true
}

// LogWord adds a word to the effect that LogHead has begun.
func (t *Txn) LogWord(word []byte) {
	if !t.replaying && !t.e.discards {
		t.effects = resp.AppendBulk(t.effects, word)
	}
}

// isUnlogged reports whether nobody will read an effect: while effects are applied again, and where no log is kept. There
// it stands for the effect, which counts as such, with one byte.
func (t *Txn) isUnlogged() bool {
	if t.replaying {
		return true
	}
	if !t.e.discards {
		return false
	}
	t.changes++
	t.effects = append(t.effects, 0)
	return true
}

// selectForEffects counts an effect and keeps the effects' own idea of the selected database.
func (t *Txn) selectForEffects() {
	t.changes++
	if t.effectsDB == t.db {
		return
	}
	if len(t.effects) == 0 {
		t.startDB = t.db
	} else {
		t.effects = appendSelect(t.effects, t.db)
	}
	t.effectsDB = t.db
}

// reserveEffects borrows a buffer for the effects if with these words they outgrow the transaction's own.
func (t *Txn) reserveEffects(args [][]byte) {
	n := len(t.effects)
	for _, a := range args {
		n += len(a) + effectOverhead
	}
	if n <= cap(t.effects) || n <= keepEffectsBytes/2 {
		return
	}
	wide := t.e.wide.Get(n + effectOverhead)
	wide.B = append(wide.B, t.effects...)
	if t.wide != nil {
		t.wide.B = t.effects
		t.e.wide.Put(t.wide)
	} else {
		t.own = t.effects[:0]
	}
	t.wide, t.effects = wide, wide.B
}

// effectOverhead is more than what surrounds a word, or the name of a command, in the effects.
const effectOverhead = 32

// forgetEffects empties the effects and gives a borrowed buffer back.
func (t *Txn) forgetEffects() {
	if t.wide == nil {
		t.effects = t.effects[:0]
		if cap(t.effects) > keepEffectsBytes {
			t.effects = nil
		}
		return
	}
	t.wide.B = t.effects
	t.e.wide.Put(t.wide)
	t.wide, t.effects, t.own = nil, t.own, nil
}
