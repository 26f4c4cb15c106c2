package commitlog

import "fmt"

const (
	// keepBufferBytes is the largest buffer kept when it is empty.
	keepBufferBytes = 1 << 20
	// tightReserveBytes is what must be left on a tight disk for records whose
	// Reserve was granted and whose Append is still to come.
	tightReserveBytes = 1 << 20
)

// Append implements Log.
func (l *FileLog) Append(db, flags uint16, payload []byte) LSN {
	checkRecord(flags, payload)
	if l.opts.ReadOnly {
		panic("commitlog: Append to a log open read-only")
	}
	l.mu.Lock()
	defer l.mu.Unlock()
	l.last++
	l.buf = appendFrame(l.buf, l.last, db, flags, payload)
	l.total += int64(frameHeaderBytes + len(payload))
	l.appended.Store(uint64(l.last))
	if l.tight || l.bare || l.buffered() > l.opts.MaxBufferBytes {
		l.updateRoomLocked()
	}
	return l.last
}

// checkRecord panics on a record that no log takes.
func checkRecord(flags uint16, payload []byte) {
	if flags&^FlagsMask != 0 {
		panic(fmt.Sprintf("commitlog: flags %#x are not the caller's to use", flags))
	}
	if len(payload) > MaxPayload {
		panic(fmt.Sprintf("commitlog: payload of %d bytes", len(payload)))
	}
}

// Reserve implements Log.
func (l *FileLog) Reserve(n int) error {
	if int64(n) <= l.room.Load() {
		return nil
	}
	return l.reserveSlowly(n)
}

// reserveSlowly finds out what is wrong. Too much in memory is made good by
// writing, here and not in Append: no locks are held yet.
func (l *FileLog) reserveSlowly(n int) error {
	if n > MaxPayload {
		return ErrTooLarge
	}
	l.mu.Lock()
	over := l.buffered() > l.opts.MaxBufferBytes
	unknown := l.bare && int64(n) > l.tightRoom()
	l.mu.Unlock()
	if over {
		if err := l.writeOut(); err != nil {
			return err
		}
	}
	if unknown {
		l.awaitSpare()
	}
	l.mu.Lock()
	defer l.mu.Unlock()
	if l.full || l.tight && int64(n) > l.tightRoom() {
		return ErrDiskFull
	}
	return l.err()
}

// tightRoom is what Reserve may grant without the next segment. It needs mu.
func (l *FileLog) tightRoom() int64 {
	return l.left - l.buffered() - min(tightReserveBytes, l.opts.SegmentBytes/4)
}

// buffered is how many bytes wait to be written. It needs mu.
func (l *FileLog) buffered() int64 { return int64(len(l.buf) + l.pending) }

func (l *FileLog) updateRoom() {
	l.mu.Lock()
	defer l.mu.Unlock()
	l.updateRoomLocked()
}

// updateRoomLocked decides what Reserve grants without asking further.
func (l *FileLog) updateRoomLocked() {
	room := int64(MaxPayload)
	switch {
	case l.full, l.err() != nil, l.buffered() > l.opts.MaxBufferBytes:
		room = -1
	case l.tight, l.bare:
		room = l.tightRoom()
	}
	l.room.Store(room)
}
