package pubsub_test

import (
	"fmt"
	"maps"
	"math/rand/v2"
	"slices"
	"strings"
	"sync"
	"testing"

	"github.com/holdfast-db/holdfast/internal/base/glob"
	"github.com/holdfast-db/holdfast/internal/client"
	"github.com/holdfast-db/holdfast/internal/config"
	"github.com/holdfast-db/holdfast/internal/pubsub"
	"github.com/holdfast-db/holdfast/internal/resp"
)

const everything = 1 << 30

func newClient(r *client.Registry) *client.Client {
	c := client.New("tcp", "", "", 0, nil)
	c.Govern(&config.New().ClientOutputBuffers, &r.Stats)
	r.Add(c, 1000)
	return c
}

// taken are the messages that a client has got, as lines of words.
func taken(c *client.Client) []string {
	var out resp.Writer
	c.TakePushes(&out, everything)
	var lines []string
	for in := out.Bytes(); len(in) > 0; {
		v, n, err := resp.Decode(in)
		if err != nil || n == 0 {
			return append(lines, fmt.Sprintf("undecodable %q", in))
		}
		in = in[n:]
		var words []string
		for _, e := range v.Elems {
			words = append(words, string(e.Str))
		}
		lines = append(lines, strings.Join(words, " "))
	}
	return lines
}

// TestAgainstModel lets random clients come, go and publish, and compares with the obvious.
func TestAgainstModel(t *testing.T) {
	rng := rand.New(rand.NewPCG(1, 2))
	clients := client.NewRegistry()
	r := pubsub.New()
	topics := []client.Topic{client.Channel, client.Pattern, client.ShardChannel}
	type subscription struct {
		c    int
		t    client.Topic
		name string
	}
	model := make(map[subscription]bool)
	var all []*client.Client
	for range 5 {
		all = append(all, newClient(clients))
	}
	for step := range 5000 {
		i, topic := rng.IntN(len(all)), topics[rng.IntN(3)]
		name := string('a' + rune(rng.IntN(4)))
		s := subscription{i, topic, name}
		if topic == client.Pattern {
			s.name = []string{"*", "[ab]", "?", name}[rng.IntN(4)]
		}
		switch rng.IntN(5) {
		case 0, 1:
			if isNew := r.Subscribe(all[i], topic, s.name); isNew == model[s] {
				t.Fatalf("step %d: %v is new: %v", step, s, isNew)
			}
			model[s] = true
		case 2:
			if had := r.Unsubscribe(all[i], topic, s.name); had != model[s] {
				t.Fatalf("step %d: %v was there: %v", step, s, had)
			}
			delete(model, s)
		case 3:
			if rng.IntN(20) == 0 {
				r.Leave(all[i])
				maps.DeleteFunc(model, func(s subscription, _ bool) bool { return s.c == i })
			}
		default:
			payload := fmt.Sprint("m", step)
			want := make([][]string, len(all))
			receivers := 0
			for s := range model {
				line := ""
				switch {
				case topic == client.ShardChannel && s.t == topic && s.name == name:
					line = "smessage " + name + " " + payload
				case topic != client.ShardChannel && s.t == client.Channel && s.name == name:
					line = "message " + name + " " + payload
				case topic != client.ShardChannel && s.t == client.Pattern && glob.Match([]byte(s.name), []byte(name)):
					line = "pmessage " + s.name + " " + name + " " + payload
				}
				if line != "" {
					want[s.c] = append(want[s.c], line)
					receivers++
				}
			}
			n := 0
			if topic == client.ShardChannel {
				n = r.PublishShard([]byte(name), []byte(payload), 0)
			} else {
				topic = client.Channel
				n = r.Publish([]byte(name), []byte(payload), 0)
			}
			if n != receivers || r.Receivers(topic, []byte(name)) != receivers {
				t.Fatalf("step %d: %d got it, %d are counted, not %d", step, n, r.Receivers(topic, []byte(name)), receivers)
			}
			for i, c := range all {
				got := taken(c)
				slices.Sort(got)
				slices.Sort(want[i])
				if !slices.Equal(got, want[i]) {
					t.Fatalf("step %d: client %d got %q, not %q", step, i, got, want[i])
				}
			}
		}
	}
	for _, c := range all {
		r.Leave(c)
	}
	for _, topic := range topics {
		if n := r.Len(topic); n != 0 {
			t.Errorf("%d of kind %d are left", n, topic)
		}
	}
}

// TestOneOrder has several goroutines publish: all subscribers of a channel see the same order, those of patterns too.
func TestOneOrder(t *testing.T) {
	const publishers, each = 4, 300
	clients := client.NewRegistry()
	r := pubsub.New()
	var all []*client.Client
	for i := range 3 {
		c := newClient(clients)
		if i == 2 {
			r.Subscribe(c, client.Pattern, "new*")
		} else {
			r.Subscribe(c, client.Channel, "news")
		}
		all = append(all, c)
	}
	var wg sync.WaitGroup
	for p := range publishers {
		wg.Go(func() {
			for i := range each {
				r.Publish([]byte("news"), fmt.Appendf(nil, "%d-%d", p, i), 0)
			}
		})
	}
	wg.Go(func() { // somebody comes and goes meanwhile
		passer := newClient(clients)
		for range each {
			r.Subscribe(passer, client.Channel, "news")
			r.Unsubscribe(passer, client.Channel, "news")
		}
	})
	wg.Wait()
	first := payloads(taken(all[0]))
	if len(first) != publishers*each {
		t.Fatalf("%d messages came", len(first))
	}
	for _, c := range all[1:] {
		if got := payloads(taken(c)); !slices.Equal(got, first) {
			t.Error("two subscribers saw different orders")
		}
	}
}

func payloads(lines []string) (last []string) {
	for _, line := range lines {
		last = append(last, line[strings.LastIndexByte(line, ' ')+1:])
	}
	return last
}

func TestPublishToNobodyDoesNotAllocate(t *testing.T) {
	r := pubsub.New()
	channel, payload := []byte("news"), []byte("hello")
	if n := testing.AllocsPerRun(100, func() { r.Publish(channel, payload, 0) }); n != 0 {
		t.Errorf("it allocates %v times", n)
	}
}

func BenchmarkPublish(b *testing.B) {
	clients := client.NewRegistry()
	r := pubsub.New()
	var all []*client.Client
	for range 100 {
		c := newClient(clients)
		r.Subscribe(c, client.Channel, "news")
		all = append(all, c)
	}
	channel, payload := []byte("news"), []byte("sixteen bytes of")
	b.ReportAllocs()
	var out resp.Writer
	for b.Loop() {
		r.Publish(channel, payload, 0)
		for _, c := range all {
			c.TakePushes(&out, everything)
			out.Reset()
		}
	}
}
