package pubsub

import (
	"errors"

	"github.com/holdfast-db/holdfast/internal/client"
	"github.com/holdfast-db/holdfast/internal/command"
)

func (f *family) pubSub() command.Spec {
	return command.Spec{
		Name: "PUBSUB", Group: "pubsub", Since: "2.8.0", Complexity: "Depends on subcommand.",
		Summary: "A container for commands on who listens to what.",
		Subcommands: []command.Spec{
			f.listing("CHANNELS", "2.8.0", client.Channel, "Lists the channels that somebody listens to."),
			f.counts("NUMSUB", "2.8.0", client.Channel, "Counts those who listen to channels."),
			f.numPat(),
			f.listing("SHARDCHANNELS", "7.0.0", client.ShardChannel, "Lists the shard channels that somebody listens to."),
			f.counts("SHARDNUMSUB", "7.0.0", client.ShardChannel, "Counts those who listen to shard channels."),
			help(),
		},
	}
}

// help is in no category of its own, as in Redis.
func help() command.Spec {
	spec := command.HelpSpec("PUBSUB", "6.2.0", []string{
		"CHANNELS [<pattern>]", "    Return the channels that somebody listens to and that match a <pattern> (default: '*').",
		"NUMPAT", "    Return the number of patterns that somebody listens to.",
		"NUMSUB [<channel> ...]", "    Return how many listen to each channel, patterns apart.",
		"SHARDCHANNELS [<pattern>]",
		"    Return the shard channels that somebody listens to and that match a <pattern> (default: '*').",
		"SHARDNUMSUB [<shardchannel> ...]", "    Return how many listen to each shard channel.",
	})
	spec.Categories = []string{}
	return spec
}

const askFlags = command.PubSub | command.Loading | command.Stale

// listing is CHANNELS and its like.
func (f *family) listing(name, since string, t client.Topic, summary string) command.Spec {
	return command.Spec{
		Name: name, Since: since, Complexity: "O(N) where N is the number of active " + plural(t),
		Summary: summary,
		Flags:   askFlags,
		Syntax:  "[pattern:pattern]",
		Compat:  command.Matches("7.2"),
		Run: func(c *command.Call) {
			var pattern []byte
			switch len(c.Args) {
			case 2:
			case 3:
				pattern = c.Args[2]
			default:
				c.Fail(errors.New("ERR unknown subcommand or wrong number of arguments for '" + string(c.Args[1]) +
					"'. Try PUBSUB HELP."))
				return
			}
			names := f.registry.Channels(t, pattern)
			c.Out.Array(len(names))
			for _, name := range names {
				c.Out.BulkString(name)
			}
		},
	}
}

// counts is NUMSUB and its like.
func (f *family) counts(name, since string, t client.Topic, summary string) command.Spec {
	word, _ := words(t)
	return command.Spec{
		Name: name, Since: since, Complexity: "O(N) where N is the number of requested " + plural(t),
		Summary: summary,
		Flags:   askFlags,
		Syntax:  "[" + word + " [" + word + " ...]]",
		Compat:  command.Matches("7.2"),
		Run: func(c *command.Call) {
			c.Out.Array(2 * len(c.Args[2:]))
			for _, channel := range c.Args[2:] {
				c.Out.Bulk(channel)
				c.Out.Int(int64(f.registry.Subscribers(t, channel)))
			}
		},
	}
}

func (f *family) numPat() command.Spec {
	return command.Spec{
		Name: "NUMPAT", Since: "2.8.0", Complexity: "O(1)",
		Summary: "Counts the patterns that somebody listens to.",
		Flags:   askFlags,
		Compat:  command.Matches("7.2"),
		Run:     func(c *command.Call) { c.Out.Int(int64(f.registry.Len(client.Pattern))) },
	}
}

func plural(t client.Topic) string {
	word, _ := words(t)
	return word + "s"
}
