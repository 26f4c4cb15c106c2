// Package pagetest lends containers a disk in memory, for tests to store pages on and to take them out of memory.
package pagetest

import (
	"bytes"
	"fmt"
	"sync/atomic"

	"github.com/holdfast-db/holdfast/internal/base/arena"
	"github.com/holdfast-db/holdfast/internal/page"
)

// Disk keeps the pages of containers as checkpoints would.
type Disk struct {
	Loads   int
	pages   map[at][]byte
	backing page.Backing
	last    atomic.Uint64
	held    []held
}

// held is a page as a checkpoint has seen it in memory, which must not change before the checkpoint is done.
type held struct {
	arena        *arena.Arena
	view, stored []byte
}

type at struct {
	container uint64
	number    page.Number
}

// NewDisk returns an empty disk.
func NewDisk() *Disk {
	d := &Disk{pages: map[at][]byte{}}
	d.backing = page.Backing{Load: d.load, EachStored: d.eachStored, LastContainer: &d.last}
	return d
}

// Env returns an environment with an arena of its own whose pages go to this disk.
func (d *Disk) Env() page.Env { return page.Env{Arena: arena.New(), Seed: 42, Backing: &d.backing} }

func (d *Disk) load(_ uint32, container uint64, n page.Number) []byte {
	p, ok := d.pages[at{container, n}]
	if !ok {
		panic(fmt.Sprintf("page %d of container %d is not on disk", n, container))
	}
	d.Loads++
	p, err := page.Unsqueeze(nil, p)
	if err != nil {
		panic(err)
	}
	return p
}

func (d *Disk) eachStored(_ uint32, container uint64, from, to page.Number, fn func(page.Number)) bool {
	for n := from; n < to; n++ {
		if _, ok := d.pages[at{container, n}]; ok {
			fn(n)
		}
	}
	return true
}

// Store writes what has changed in a container, as a checkpoint does that is still reading the pages when the next
// one begins. It panics if a page has changed in the meantime.
func (d *Disk) Store(p *page.Pages) {
	d.resume()
	p.Arena.Hold()
	d.held = append(d.held, held{arena: p.Arena})
	for _, c := range d.backing.Abandoned {
		for n := range c.Pages {
			delete(d.pages, at{c.Number, page.Number(n)})
		}
	}
	d.backing.Abandoned = nil
	p.EachDirty(func(c page.Container, n page.Number, stored []byte) {
		if stored == nil {
			delete(d.pages, at{c.Number, n})
			return
		}
		d.pages[at{c.Number, n}] = bytes.Clone(stored)
		d.held = append(d.held, held{p.Arena, stored, bytes.Clone(stored)})
	})
}

// resume ends the last checkpoint.
func (d *Disk) resume() {
	for _, h := range d.held {
		if !bytes.Equal(h.view, h.stored) {
			panic(fmt.Sprintf("a page that a checkpoint was reading has changed:\n%q\n%q", h.stored, h.view))
		}
	}
	if len(d.held) > 0 {
		d.held[0].arena.Resume()
	}
	d.held = nil
}

// Chill stores a container and takes all of it out of memory, but for a table without pages: what reading its root
// from disk leaves.
func (d *Disk) Chill(p *page.Pages) {
	d.Store(p)
	p.Unload()
	p.Attach()
}

// Pages is how many pages the disk has.
func (d *Disk) Pages() int { return len(d.pages) }
