package differential

import (
	"fmt"
	"slices"
	"strconv"
)

// compareData compares all keys of all databases: type, value and expiry.
func (p *pair) compareData(reads map[string]func(key string) step) error {
	if p.inMulti {
		if err := p.run(one(do("DISCARD"))); err != nil {
			return err
		}
	}
	for db := range databases {
		if err := p.run(one(do("SELECT", strconv.Itoa(db)))); err != nil {
			return err
		}
		if err := p.compareKeys(reads); err != nil {
			return fmt.Errorf("data of database %d: %w", db, err)
		}
	}
	return nil
}

func (p *pair) compareKeys(reads map[string]func(key string) step) error {
	all := step{args: []string{"SCAN", "COUNT", "1000"}}
	if err := p.iterate(all); err != nil {
		return err
	}
	keys, err := p.theirs.scan(all.args)
	if err != nil {
		return err
	}
	for batch := range slices.Chunk(keys, 100) {
		var steps []step
		for _, key := range batch {
			r, err := p.theirs.do("TYPE", key)
			if err != nil {
				return err
			}
			read := reads[string(r.value.Str)]
			if read == nil {
				return fmt.Errorf("no family reads values of type %s", r.value.Str)
			}
			steps = append(steps, do("TYPE", key), read(key), loosely(nearMillis, "PEXPIRETIME", key))
		}
		if err := p.run(steps); err != nil {
			return err
		}
	}
	return nil
}
