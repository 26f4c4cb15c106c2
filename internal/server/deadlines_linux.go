package server

// deadlines is a binary heap of connections, by the time at which each is looked at.
// A connection whose session's deadline moved on stays where it is, and moves when its
// time comes: idle timeouts cost a comparison per command.
type deadlines struct {
	heap []*loopConn
}

// next returns the earliest time, or 0 if there is none.
func (d *deadlines) next() int64 {
	if len(d.heap) == 0 {
		return 0
	}
	return d.heap[0].due
}

// set moves c to the time due.
func (d *deadlines) set(c *loopConn, due int64) {
	if c.due == 0 {
		c.slot = len(d.heap)
		d.heap = append(d.heap, c)
	}
	c.due = due
	d.up(c.slot)
	d.down(c.slot)
}

// remove takes c out, if it is in.
func (d *deadlines) remove(c *loopConn) {
	if c.due == 0 {
		return
	}
	slot, last := c.slot, len(d.heap)-1
	d.swap(slot, last)
	d.heap[last] = nil
	d.heap = d.heap[:last]
	c.due = 0
	if slot < last {
		d.up(slot)
		d.down(slot)
	}
}

func (d *deadlines) up(i int) {
	for i > 0 && d.heap[i].due < d.heap[(i-1)/2].due {
		d.swap(i, (i-1)/2)
		i = (i - 1) / 2
	}
}

func (d *deadlines) down(i int) {
	for {
		least := i
		for child := 2*i + 1; child <= 2*i+2 && child < len(d.heap); child++ {
			if d.heap[child].due < d.heap[least].due {
				least = child
			}
		}
		if least == i {
			return
		}
		d.swap(i, least)
		i = least
	}
}

func (d *deadlines) swap(i, j int) {
	h := d.heap
	h[i], h[j] = h[j], h[i]
	h[i].slot, h[j].slot = i, j
}
