// Command bench measures Holdfast next to redis-server, in one run on one machine, and prints ratios.
//
// Every measurement interleaves the two: a round of redis-benchmark on one, then on the other, and so on; what is
// printed is the median over the rounds of Holdfast's number divided by redis-server's of the same round. Client
// and servers share the machine's cores, as on the small box that Holdfast is for.
package main

import (
	"flag"
	"fmt"
	"os"
	"strings"
)

func main() {
	var o options
	flag.IntVar(&o.rounds, "rounds", 5, "rounds of each measurement")
	flag.IntVar(&o.requests, "n", 200_000, "requests a round without pipelining; 4 and 8 times as many at 16 and 64")
	flag.StringVar(&o.only, "only", "", "comma-separated parts: throughput, memory, collections, collection-memory, groups, publish, embedded, scripts, transactions, storage; and tier, tier-stream and profile, which must be named")
	flag.StringVar(&o.fsync, "fsync", "off,everysec,always", "log settings to compare")
	flag.StringVar(&o.pipelines, "pipelines", "1,16,64", "pipeline depths")
	flag.StringVar(&o.sizes, "sizes", "3,256", "value sizes in bytes")
	flag.StringVar(&o.keys, "keys", "1000000,5000000", "numbers of keys for the memory comparison")
	flag.StringVar(&o.args, "holdfast-args", "", "further settings for Holdfast, separated by spaces")
	flag.IntVar(&o.tierKeys, "tier-keys", 1_000_000, "number of keys of the part tier")
	flag.IntVar(&o.tierSeconds, "tier-seconds", 20, "how long each mix of the part tier is measured")
	flag.IntVar(&o.profileSeconds, "profile-seconds", 60, "how long the part profile watches the server")
	flag.Parse()
	if err := run(o); err != nil {
		fmt.Fprintln(os.Stderr, "bench:", err)
		os.Exit(1)
	}
}

type options struct {
	rounds, requests                          int
	tierKeys, tierSeconds, profileSeconds     int
	only, fsync, pipelines, sizes, keys, args string
}

func (o options) wants(part string) bool {
	return o.only == "" || strings.Contains(","+o.only+",", ","+part+",")
}

func run(o options) error {
	dir, err := os.MkdirTemp("", "holdfast-bench")
	if err != nil {
		return err
	}
	defer os.RemoveAll(dir)
	binary, err := buildHoldfast(dir)
	if err != nil {
		return err
	}
	for _, part := range []struct {
		name string
		run  func(o options, binary, dir string) error
	}{{"throughput", throughput}, {"memory", memory}, {"collections", collections},
		{"collection-memory", collectionMemory}, {"groups", groups}, {"publish", publish}, {"embedded", embedded},
		{"scripts", scripts}, {"transactions", transactions}, {"storage", storage}, {"tier", tier}, {"tier-stream", tierStream}, {"profile", profile}} {
		mustBeNamed := strings.HasPrefix(part.name, "tier") || part.name == "profile"
		if !o.wants(part.name) || o.only == "" && mustBeNamed {
			continue
		}
		if err := part.run(o, binary, dir); err != nil {
			return fmt.Errorf("%s: %w", part.name, err)
		}
	}
	return nil
}
