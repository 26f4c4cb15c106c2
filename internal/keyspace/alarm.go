package keyspace

// alarms tell when something inside a value falls due, such as a field of a hash: a heap of times with an index by
// key. They lie on the Go heap, because few keys have one. The zero alarms are none.
type alarms struct {
	heap  []*alarm
	byKey map[string]*alarm
}

type alarm struct {
	key string
	at  int64
	pos int // in the heap
}

// SetAlarm sets the one alarm of a key; 0 takes it away. It goes with the key when that is deleted or gets another
// type, but it does not know whether the key exists.
func (s *Space) SetAlarm(key []byte, at int64) {
	l := &s.alarms
	a := l.byKey[string(key)]
	switch {
	case at == 0 && a == nil:
	case at == 0:
		l.remove(a)
	case a == nil:
		l.add(&alarm{key: string(key), at: at, pos: len(l.heap)})
	default:
		a.at = at
		l.down(l.up(a.pos))
	}
}

// Alarm is when a key's alarm is set to, 0 if there is none.
func (s *Space) Alarm(key []byte) int64 {
	if a := s.alarms.byKey[string(key)]; a != nil {
		return a.at
	}
	return 0
}

// DueAlarm gives a key whose alarm is set to now or before.
func (s *Space) DueAlarm(now int64) (key string, due bool) {
	if h := s.alarms.heap; len(h) > 0 && h[0].at <= now {
		return h[0].key, true
	}
	return "", false
}

func (l *alarms) add(a *alarm) {
	if l.byKey == nil {
		l.byKey = make(map[string]*alarm)
	}
	l.byKey[a.key] = a
	l.heap = append(l.heap, a)
	l.up(a.pos)
}

func (l *alarms) remove(a *alarm) {
	delete(l.byKey, a.key)
	at, last := a.pos, len(l.heap)-1
	l.swap(at, last)
	l.heap[last] = nil
	l.heap = l.heap[:last]
	switch {
	case last == 0:
		*l = alarms{}
	case at < last:
		l.down(l.up(at))
	}
}

func (l *alarms) swap(i, j int) {
	h := l.heap
	h[i], h[j] = h[j], h[i]
	h[i].pos, h[j].pos = i, j
}

// up moves the alarm at i to where none above it is later, and returns its place.
func (l *alarms) up(i int) int {
	for i > 0 && l.heap[i].at < l.heap[(i-1)/2].at {
		l.swap(i, (i-1)/2)
		i = (i - 1) / 2
	}
	return i
}

// down moves the alarm at i to where none below it is earlier.
func (l *alarms) down(i int) {
	for {
		least := i
		for child := 2*i + 1; child <= 2*i+2 && child < len(l.heap); child++ {
			if l.heap[child].at < l.heap[least].at {
				least = child
			}
		}
		if least == i {
			return
		}
		l.swap(i, least)
		i = least
	}
}
