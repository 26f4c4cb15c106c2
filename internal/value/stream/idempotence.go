package stream

import (
	"encoding/binary"

	"github.com/holdfast-db/holdfast/internal/page"
	"github.com/holdfast-db/holdfast/internal/page/pagemap"
	"github.com/holdfast-db/holdfast/internal/page/pagetree"
)

// Idempotence remembers which entries producers have added, under names that they chose, so that one that is added
// again after a failure is not added twice.
type Idempotence struct {
	// DurationMillis is for how long a name is remembered, and MaxSize how many of a producer's.
	DurationMillis int64
	MaxSize        int64
	// Added is how many names there were, and Duplicates how many of them came again.
	Added, Duplicates uint64

	producers pagemap.Map   // a number and how many names, by producer
	names     pagemap.Map   // ids, by producer and name
	order     pagetree.Tree // the keys of names, by the number of the producer and in order
	serial    uint64
}

// What Redis remembers unless it is told otherwise.
const (
	DefaultIdempotenceMillis = 100_000
	DefaultIdempotenceSize   = 100
)

const idempotenceBytes = 4*8 + 2*pagemap.SharedRootLen + pagetree.SharedRootLen + 8

// isUsed reports whether there is anything to keep.
func (m *Idempotence) isUsed() bool { return m.DurationMillis != 0 }

func (m *Idempotence) init(pages *page.Pages) {
	*m = Idempotence{producers: pagemap.NewIn(pages, page.Pairs), names: pagemap.NewIn(pages, page.Pairs), order: pagetree.NewIn(pages, page.IDs)}
}

func (m *Idempotence) append(dst []byte) []byte {
	for _, n := range [...]uint64{uint64(m.DurationMillis), uint64(m.MaxSize), m.Added, m.Duplicates} {
		dst = binary.LittleEndian.AppendUint64(dst, n)
	}
	dst = m.order.AppendSharedRoot(m.names.AppendSharedRoot(m.producers.AppendSharedRoot(dst)))
	return binary.LittleEndian.AppendUint64(dst, m.serial)
}

func (m *Idempotence) open(pages *page.Pages, b []byte) (err error) {
	le := binary.LittleEndian
	m.DurationMillis, m.MaxSize = int64(le.Uint64(b)), int64(le.Uint64(b[8:]))
	m.Added, m.Duplicates = le.Uint64(b[16:]), le.Uint64(b[24:])
	b = b[32:]
	for _, names := range [...]*pagemap.Map{&m.producers, &m.names} {
		if err = names.OpenIn(pages, page.Pairs, b); err != nil {
			return err
		}
		b = b[pagemap.SharedRootLen:]
	}
	if err = m.order.OpenIn(pages, page.IDs, b); err != nil {
		return err
	}
	m.serial = le.Uint64(b[pagetree.SharedRootLen:])
	return nil
}

// clear frees everything that was remembered.
func (m *Idempotence) clear() {
	if m.isUsed() {
		m.producers.Clear()
		m.names.Clear()
		m.order.Clear()
	}
}

func (m *Idempotence) copyTo(pages *page.Pages, to *Idempotence) {
	if !m.isUsed() {
		return
	}
	to.init(pages)
	producers, names, order := to.producers, to.names, to.order
	*to = *m
	to.producers, to.names, to.order = producers, names, order
	copyMap(&to.producers, &m.producers)
	copyMap(&to.names, &m.names)
	copyTree(&to.order, &m.order)
}

// SetIdempotence changes for how long and how many names are remembered, and forgets those that are.
func (s *Stream) SetIdempotence(millis, size int64) {
	m := &s.Idempotence
	m.clear()
	added, duplicates := m.Added, m.Duplicates
	m.init(s.groups.Pages())
	m.DurationMillis, m.MaxSize, m.Added, m.Duplicates = millis, size, added, duplicates
}

// Producers is how many producers are remembered, and Names how many names of all of them.
func (m *Idempotence) Producers() int { return m.producers.Len() }

// Names is how many names are remembered.
func (m *Idempotence) Names() int { return m.names.Len() }

// nameKey is the key of a producer's name.
func nameKey(producer, name []byte) []byte {
	b := binary.AppendUvarint([]byte{0}, uint64(len(producer))) // never a number
	return append(append(b, producer...), name...)
}

// producer finds the number of a producer, and how many of its names are remembered.
func (m *Idempotence) producer(name []byte) (number, count uint64, found bool) {
	e, found, err := m.producers.Get(page.Text(name))
	must(err)
	if !found {
		return 0, 0, false
	}
	b := textOf(e.Value)
	return binary.LittleEndian.Uint64(b[1:]), binary.LittleEndian.Uint64(b[9:]), true
}

func (m *Idempotence) setProducer(name []byte, number, count uint64) {
	if count == 0 {
		_, err := m.producers.Delete(page.Text(name))
		must(err)
		return
	}
	b := binary.LittleEndian.AppendUint64([]byte{0}, number)
	b = binary.LittleEndian.AppendUint64(b, count)
	_, err := m.producers.Set(page.Entry{Key: page.Text(name), Value: page.Text(b)})
	must(err)
}

// Known returns the entry that a producer has added under a name, if that is remembered. It forgets what is too old.
func (s *Stream) Known(producer, name []byte, now int64) (id ID, known bool) {
	m := &s.Idempotence
	if !m.isUsed() {
		return id, false
	}
	number, count, found := m.producer(producer)
	if !found {
		return id, false
	}
	m.setProducer(producer, number, m.forget(number, count, now, m.MaxSize))
	e, found, err := m.names.Get(page.Text(nameKey(producer, name)))
	must(err)
	if !found {
		return id, false
	}
	return readID(textOf(e.Value)[1:]), true
}

// forget removes the oldest names of a producer that are too old or too many, and returns how many are left.
func (m *Idempotence) forget(number, count uint64, now, size int64) uint64 {
	for count > 0 {
		i, _, err := m.order.Rank(page.Bound{ID: ID{Hi: number}})
		must(err)
		e, err := m.order.Get(i)
		must(err)
		b := textOf(e.Value)
		at, _ := readTime(b, 1)
		if int64(count) <= size && at+m.DurationMillis > now {
			break
		}
		_, err = m.names.Delete(page.Text(append([]byte(nil), b[1+timeBytes:]...)))
		must(err)
		must(m.order.DeleteRange(i, 1))
		count--
	}
	return count
}

// Remember notes that a producer has added an entry under a name, which is not known.
func (s *Stream) Remember(producer, name []byte, id ID, now int64) {
	m := &s.Idempotence
	if !m.isUsed() {
		s.SetIdempotence(DefaultIdempotenceMillis, DefaultIdempotenceSize)
	}
	number, count, found := m.producer(producer)
	if !found {
		m.serial++
		number = m.serial
	}
	count = m.forget(number, count, now, m.MaxSize-1)
	key := nameKey(producer, name)
	_, err := m.names.Set(page.Entry{Key: page.Text(key), Value: page.Text(appendID([]byte{0}, id))})
	must(err)
	m.serial++
	value := append(appendTime([]byte{0}, now), key...)
	_, err = m.order.Add(page.Entry{ID: ID{Hi: number, Lo: m.serial}, Value: page.Text(value)})
	must(err)
	m.setProducer(producer, number, count+1)
	m.Added++
}
