package event_test

import (
	"errors"
	"slices"
	"testing"

	"github.com/holdfast-db/holdfast/internal/event"
)

func TestParse(t *testing.T) {
	for _, c := range []struct{ in, want string }{
		{"", ""},
		{"KEA", "AKE"},
		{"mK", "Km"},
		{"g$lshzxetd", "A"},
		{"lshzxetdnm", "lshzxetdnm"},
		{"AgE", "AE"},
		{"nAK", "AnK"},
		{"xE", "xE"},
	} {
		set, err := event.Parse(c.in)
		if err != nil {
			t.Errorf("%q: %v", c.in, err)
		}
		if got := set.String(); got != c.want {
			t.Errorf("%q is written as %q, want %q", c.in, got, c.want)
		}
	}
	for _, in := range []string{"q", "Kq", "k", " "} {
		if _, err := event.Parse(in); !errors.Is(err, event.ErrClass) {
			t.Errorf("%q: %v, want %v", in, err, event.ErrClass)
		}
	}
}

func TestTell(t *testing.T) {
	e := event.Event{DB: 12, Class: event.Generic, Name: "del", Key: []byte("a\x00b")}
	for _, c := range []struct {
		on   event.Class
		want []string
	}{
		{event.Generic, nil},
		{event.ToKeyspace, []string{"__keyspace@12__:a\x00b del"}},
		{event.ToKeyevent, []string{"__keyevent@12__:del a\x00b"}},
		{event.ToKeyspace | event.ToKeyevent, []string{"__keyspace@12__:a\x00b del", "__keyevent@12__:del a\x00b"}},
	} {
		var got []string
		c.on.Tell(e, func(channel, payload []byte) { got = append(got, string(channel)+" "+string(payload)) })
		if !slices.Equal(got, c.want) {
			t.Errorf("%q tells %q, want %q", c.on, got, c.want)
		}
	}
}
