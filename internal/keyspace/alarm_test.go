package keyspace

import (
	"fmt"
	"math/rand/v2"
	"testing"
)

func TestAlarms(t *testing.T) {
	rnd := rand.New(rand.NewPCG(1, 2))
	s, want := newSpace(newContents()), make(map[string]int64)
	for range 20_000 {
		key := fmt.Sprint(rnd.IntN(100))
		at := rnd.Int64N(1000) * rnd.Int64N(3)
		s.SetAlarm([]byte(key), at)
		if want[key] = at; at == 0 {
			delete(want, key)
		}
		first := int64(never)
		for _, at := range want {
			first = min(first, at)
		}
		got, due := s.DueAlarm(first)
		if due != (len(want) > 0) || due && want[got] != first {
			t.Fatalf("first alarm is %q, %v; want one at %d", got, due, first)
		}
		if _, early := s.DueAlarm(first - 1); early {
			t.Fatal("an alarm went off too early")
		}
	}
}

func TestAlarmGoesWithItsKey(t *testing.T) {
	s, key := newSpace(newContents()), []byte("key")
	s.Set(1, key, TypeHash, 0, nil, 0)
	s.SetAlarm(key, 5)
	s.Set(1, key, TypeHash, 1, nil, 0)
	if _, due := s.DueAlarm(5); !due {
		t.Error("the alarm is gone after a change")
	}
	s.Set(1, key, TypeString, EncRaw, nil, 0)
	if _, due := s.DueAlarm(5); due {
		t.Error("the alarm of a hash went off for a string")
	}
	s.SetAlarm(key, 5)
	s.Delete(1, key)
	if _, due := s.DueAlarm(5); due {
		t.Error("the alarm of a deleted key went off")
	}
}
