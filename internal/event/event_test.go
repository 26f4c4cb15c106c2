package event_test

import (
	"errors"
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

func TestChannels(t *testing.T) {
	e := event.Event{DB: 12, Class: event.Generic, Name: "del", Key: []byte("a\x00b")}
	if got := string(event.AppendKeyspaceChannel(nil, e)); got != "__keyspace@12__:a\x00b" {
		t.Errorf("got %q", got)
	}
	if got := string(event.AppendKeyeventChannel(nil, e)); got != "__keyevent@12__:del" {
		t.Errorf("got %q", got)
	}
}
