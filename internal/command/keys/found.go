package keys

import "github.com/holdfast-db/holdfast/internal/command"

// found is the keys that a walk has found, copied into one piece of memory: how many they are must be said first.
type found struct {
	texts []byte
	ends  []int
}

func (f *found) add(key []byte) {
	f.texts = append(f.texts, key...)
	f.ends = append(f.ends, len(f.texts))
}

func (f *found) reply(c *command.Call) {
	c.Out.Array(len(f.ends))
	start := 0
	for _, end := range f.ends {
		c.Out.Bulk(f.texts[start:end])
		start = end
	}
}
