// Package stream is the value of a stream: entries by id, groups that read them, and what each group has delivered but
// nobody has acknowledged.
//
// Entries lie packed in chunks of about a thousand bytes, which name the fields that their entries share only once. The
// last chunk is in the key's record, so that an append touches nothing else; full ones are in a pagetree by the id of
// their first entry. Groups are a pagemap by name; each has a pagetree of what is pending by id, and a pagemap of its
// consumers, of which each has a pagetree of what is pending for it. So whatever a command touches is a path of pages,
// however long the stream is.
//
// The bytes are drawn in docs/format/stream.md.
package stream
