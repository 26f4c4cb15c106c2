package server

import (
	"sync"
	"time"
)

// deadlineCond is a condition variable whose waiters a deadline wakes. Its Locker guards
// the other fields.
type deadlineCond struct {
	cond    sync.Cond
	expired bool
	timer   *time.Timer
	setting int // counts calls of set, to know a timer that came too late
}

// set sets the deadline; the zero time is none.
func (d *deadlineCond) set(t time.Time) {
	d.cond.L.Lock()
	defer d.cond.L.Unlock()
	d.stop()
	d.setting++
	d.expired = false
	if t.IsZero() {
		return
	}
	wait := time.Until(t)
	if wait <= 0 {
		d.expired = true
		d.cond.Broadcast()
		return
	}
	setting := d.setting
	d.timer = time.AfterFunc(wait, func() { d.expire(setting) })
}

func (d *deadlineCond) expire(setting int) {
	d.cond.L.Lock()
	defer d.cond.L.Unlock()
	if d.setting == setting {
		d.expired = true
		d.cond.Broadcast()
	}
}

// stop lets go of the timer. The caller holds the lock.
func (d *deadlineCond) stop() {
	if d.timer != nil {
		d.timer.Stop()
		d.timer = nil
	}
}
