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

// subscription is what the model knows.
type subscription struct {
	client int
	topic  client.Topic
	name   string
}

// model is who has subscribed to what, in the obvious way.
type model map[subscription]bool

// published is what each of so many clients should get of a message, and how many messages that are.
func (m model) published(clients int, topic client.Topic, channel, payload string) (lines [][]string, receivers int) {
	lines = make([][]string, clients)
	for s := range m {
		line := ""
		switch {
		case topic == client.ShardChannel && s.topic == topic && s.name == channel:
			line = "smessage " + channel + " " + payload
		case topic == client.Channel && s.topic == topic && s.name == channel:
			line = "message " + channel + " " + payload
		case topic == client.Channel && s.topic == client.Pattern && glob.Match([]byte(s.name), []byte(channel)):
			line = "pmessage " + s.name + " " + channel + " " + payload
		default:
			continue
		}
		lines[s.client] = append(lines[s.client], line)
		receivers++
	}
	return lines, receivers
}

// pair is a registry and the model of it.
type pair struct {
	*testing.T
	registry *pubsub.Registry
	model    model
	clients  []*client.Client
}

func (p *pair) subscribe(s subscription) {
	if isNew := p.registry.Subscribe(p.clients[s.client], s.topic, s.name); isNew == p.model[s] {
		p.Fatalf("%v is new: %v", s, isNew)
	}
	p.model[s] = true
}

func (p *pair) unsubscribe(s subscription) {
	if had := p.registry.Unsubscribe(p.clients[s.client], s.topic, s.name); had != p.model[s] {
		p.Fatalf("%v was there: %v", s, had)
	}
	delete(p.model, s)
}

func (p *pair) leave(i int) {
	p.registry.Leave(p.clients[i])
	maps.DeleteFunc(p.model, func(s subscription, _ bool) bool { return s.client == i })
}

func (p *pair) publish(topic client.Topic, channel, payload string) {
	want, receivers := p.model.published(len(p.clients), topic, channel, payload)
	counted, n := p.registry.Receivers(topic, []byte(channel)), 0
	if topic == client.ShardChannel {
		n = p.registry.PublishShard([]byte(channel), []byte(payload), 0)
	} else {
		n = p.registry.Publish([]byte(channel), []byte(payload), 0)
	}
	if n != receivers || counted != receivers {
		p.Fatalf("%s: %d got it and %d were counted, not %d", payload, n, counted, receivers)
	}
	for i, c := range p.clients {
		got := taken(c)
		slices.Sort(got)
		slices.Sort(want[i])
		if !slices.Equal(got, want[i]) {
			p.Fatalf("%s: client %d got %q, not %q", payload, i, got, want[i])
		}
	}
}

// TestAgainstModel lets random clients come, go and publish, and compares with the obvious.
func TestAgainstModel(t *testing.T) {
	rng := rand.New(rand.NewPCG(1, 2))
	clients := client.NewRegistry()
	p := &pair{T: t, registry: pubsub.New(), model: make(model)}
	for range 5 {
		p.clients = append(p.clients, newClient(clients))
	}
	for step := range 5000 {
		s := subscription{rng.IntN(5), client.Topic(rng.IntN(3)), string('a' + rune(rng.IntN(4)))}
		if s.topic == client.Pattern {
			s.name = []string{"*", "[ab]", "?", s.name}[rng.IntN(4)]
		}
		switch n := rng.IntN(100); {
		case n < 40:
			p.subscribe(s)
		case n < 70:
			p.unsubscribe(s)
		case n < 72:
			p.leave(s.client)
		case s.topic != client.Pattern:
			p.publish(s.topic, s.name, fmt.Sprint("m", step))
		}
	}
	for i := range p.clients {
		p.leave(i)
	}
	if n := p.registry.Len(client.Channel) + p.registry.Len(client.Pattern) + p.registry.Len(client.ShardChannel); n != 0 {
		t.Errorf("%d topics are left", n)
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
