package pagemap

import (
	"fmt"

	"github.com/holdfast-db/holdfast/internal/page"
)

// CheckPage reports page.ErrCorrupt unless p is a bucket as this package would
// write it under the given seed. Pages from disk must pass it before they are
// used. The keys in blobs are not hashed.
func CheckPage(p page.Page, seed uint64) error {
	b := bucket{p}
	if err := b.check(); err != nil {
		return err
	}
	shape, depth := b.Shape(), b.Level()
	if shape != page.Items && shape != page.Pairs || depth > maxDepth {
		return page.ErrCorrupt
	}
	count, err := shape.CheckRun(p[runStart:b.Used()], true)
	if err != nil || count != b.Count() {
		return page.ErrCorrupt
	}
	return b.checkHashes(shape, seed)
}

// checkHashes reports ErrCorrupt unless all hashes begin with the same bits,
// each entry lies in its group and expires no sooner than the bucket says.
func (b bucket) checkHashes(shape page.Shape, seed uint64) error {
	var prefix uint64
	known := false
	for g := range groups {
		run, off := b.upTo(g)
		for off < len(run) {
			e, end, err := shape.Read(run, off)
			if err != nil || page.Earlier(b.due(), e.ExpireAt) != b.due() {
				return page.ErrCorrupt
			}
			off = end
			if e.Key.Far() {
				continue
			}
			hash := page.Hash(seed, e.Key)
			if at := hash >> (64 - b.Level()); !known {
				prefix, known = at, true
			} else if at != prefix {
				return page.ErrCorrupt
			}
			if groupOf(hash, b.Level()) != g {
				return page.ErrCorrupt
			}
		}
	}
	return nil
}

// Check walks the whole map and reports what is wrong with it, as an error that
// wraps page.ErrCorrupt.
func (m *Map) Check() error {
	c := checker{m: m}
	if m.ref != 0 {
		if err := c.walk(m.ref, 0, 0, 0); err != nil {
			return err
		}
	}
	if c.count != m.count || c.bytes != m.pages.Bytes || c.blobs != m.pages.Blobs {
		return fmt.Errorf("%w: map has %d entries, %d bytes, %d blobs, its root says %d, %d, %d", page.ErrCorrupt,
			c.count, c.bytes, c.blobs, m.count, m.pages.Bytes, m.pages.Blobs)
	}
	return nil
}

type checker struct {
	m                   *Map
	count, bytes, blobs uint64
}

// walk checks the page at r, for the hashes that begin with the given number
// of bits of path; floor is the bits that the directory was reached with.
func (c *checker) walk(r page.Number, path uint64, bits, floor int) error {
	p := c.m.pages.Read(r)
	c.bytes += uint64(len(p))
	if p.Kind() == page.KindMap {
		return c.bucket(bucket{p}, path, bits)
	}
	d := dir{p}
	if p.Kind() != page.KindDir || d.Level() != bits || d.bits() == 0 || d.Count() != 1<<d.bits() || len(p) < dirLen(d.bits()) {
		return fmt.Errorf("%w: directory at depth %d", page.ErrCorrupt, bits)
	}
	for i := 0; i < d.Count(); {
		child := c.m.pages.Read(d.at(i))
		depth := d.Level() + d.bits()
		if child.Kind() == page.KindMap {
			depth = child.Level()
		}
		if depth <= bits || depth > d.Level()+d.bits() {
			return fmt.Errorf("%w: page of depth %d below a directory of %d", page.ErrCorrupt, depth, bits)
		}
		span := 1 << (d.Level() + d.bits() - depth)
		for j := range span {
			if i%span != 0 || d.at(i+j) != d.at(i) {
				return fmt.Errorf("%w: bucket of depth %d is not in all its entries", page.ErrCorrupt, depth)
			}
		}
		below := depth - bits
		if err := c.walk(d.at(i), path<<below|uint64(i/span), depth, bits); err != nil {
			return err
		}
		i += span
	}
	return nil
}

func (c *checker) bucket(b bucket, path uint64, bits int) error {
	m := c.m
	if err := CheckPage(b.Page, m.pages.Seed); err != nil {
		return fmt.Errorf("bucket of depth %d: %w", bits, err)
	}
	if b.Level() != bits || b.Shape() != m.shape || page.Earlier(m.due, b.due()) != m.due {
		return fmt.Errorf("%w: header of a bucket of depth %d", page.ErrCorrupt, bits)
	}
	for g := range groups {
		run, off := b.upTo(g)
		for off < len(run) {
			hash, end, err := m.hashAt(run, off)
			if err != nil {
				return err
			}
			if hash>>(64-bits) != path || groupOf(hash, bits) != g {
				return fmt.Errorf("%w: entry in the wrong bucket", page.ErrCorrupt)
			}
			e, _, _ := m.shape.Read(run, off)
			for _, it := range [...]page.Item{e.Key, e.Value} {
				c.bytes += m.pages.BlobBytes(it)
				if it.Far() {
					c.blobs++
				}
			}
			off = end
		}
	}
	c.count += uint64(b.Count())
	return nil
}
