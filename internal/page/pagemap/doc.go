// Package pagemap keeps hashes and sets of any size in packed pages, by
// extendible hashing.
//
// The top bits of a key's hash choose a bucket, which is one page. A bucket
// grows through the arena's size classes and splits in two only when it would
// pass page.MaxLen, so blocks are full whatever the sizes. A tree of small
// directories leads to the buckets; no operation copies more than one page and
// one directory of 256 references, so growing never stalls.
//
// Inside a bucket the entries lie in sixteen groups, by the next four bits of
// the hash. A lookup compares the few entries of one group. (One-byte tags with
// offsets, the usual slotted page, cost three bytes an entry instead of less
// than one, and had to look at every tag.) So entries lie in hash order
// everywhere, as fine as a group, and a point in that order is a cursor that no
// growing or shrinking disturbs.
//
// A [Map] is a plain value over the arena; between commands only its root
// exists, as bytes in the key's record. It is not safe for concurrent use.
package pagemap
