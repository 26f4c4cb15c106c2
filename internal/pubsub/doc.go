// Package pubsub owns who has subscribed to what: channels, patterns and shard channels. It promises that all
// subscribers of a channel see its messages in the same order, and that nobody sees one after his Unsubscribe has
// returned. Who does not use it pays nothing for it.
package pubsub
