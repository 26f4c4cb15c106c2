package server

import (
	"errors"
	"fmt"
	"strconv"

	"github.com/holdfast-db/holdfast/internal/command"
	"github.com/holdfast-db/holdfast/internal/keyspace"
)

// maxPopulatedBytes is the longest value that DEBUG POPULATE makes.
const maxPopulatedBytes = 512 << 20

var errPopulate = errors.New("ERR value is out of range, must be positive")

// population is what DEBUG POPULATE is to make.
type population struct {
	keys       int64
	prefix     string
	valueBytes int64 // 0: as long as the text
}

func populate(c *command.Call) {
	p, ok := parsePopulation(c)
	if !ok {
		return
	}
	for i := range p.keys {
		if err := p.make(c, i); err != nil {
			c.Out.Error(command.Reply(err))
			return
		}
	}
	c.Out.OK()
}

func parsePopulation(c *command.Call) (p population, ok bool) {
	p.prefix = "key"
	p.keys, ok = command.ParseInt(c.Args[2])
	if len(c.Args) > 3 {
		p.prefix = string(c.Args[3])
	}
	isNumber := true
	if len(c.Args) > 4 {
		p.valueBytes, isNumber = command.ParseInt(c.Args[4])
	}
	if !ok || !isNumber || p.keys < 0 || p.valueBytes < 0 || p.valueBytes > maxPopulatedBytes {
		c.Fail(errPopulate)
		return p, false
	}
	return p, true
}

// make makes one key unless it exists, as a unit of its own where EXEC does not hold the locks already.
func (p population) make(c *command.Call, i int64) error {
	key := strconv.AppendInt([]byte(p.prefix+":"), i, 10)
	value := p.value(i)
	if err := c.Tx.Engine().Log().Reserve(command.LogBytes([][]byte{key, value})); err != nil {
		return err
	}
	if !c.Tx.HoldsAll() {
		if err := c.Tx.LockKey(key); err != nil {
			return err
		}
		defer c.Tx.Commit()
	}
	if _, exists := c.Tx.Peek(key); exists {
		return nil
	}
	c.Tx.LogAs("SET", key, value)
	c.Tx.Set(key, keyspace.TypeString, keyspace.StringEncoding(len(value)), value, 0)
	return nil
}

// value is a text that tells the number of its key, cut or filled with zero bytes to the length asked for.
func (p population) value(i int64) []byte {
	text := fmt.Appendf(nil, "value:%d", i)
	if p.valueBytes == 0 {
		return text
	}
	value := make([]byte, p.valueBytes)
	copy(value, text)
	return value
}
