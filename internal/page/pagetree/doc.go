// Package pagetree keeps ordered collections of any size in packed pages: a
// counted B+tree whose leaves hold the entries.
//
// One tree serves three orders: by position (page.Items, lists), by score and
// member (page.Scored, sorted sets) and by id (page.IDs, streams). An inner
// node knows how many entries lie below each child, so every search gives a
// rank, and a rank is all that is needed to address an entry or a range.
//
// Leaves grow through the arena's size classes and split only when they would
// pass page.MaxLen, so blocks are full whatever the order of inserts; at the
// ends they split unevenly, so queues and logs leave full pages behind. Leaves
// are not linked: a neighbour's address would have to change with every growth
// of a page, whereas a cursor that has finished a leaf finds the next by rank.
//
// A [Tree] is a plain value over the arena; between commands only its root
// exists, as bytes in the key's record. It is not safe for concurrent use.
package pagetree
