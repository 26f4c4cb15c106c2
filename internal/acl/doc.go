// Package acl owns who may do what: users, their passwords, and the rules that say which commands, keys and channels
// each may use, in the language of Redis's ACL SETUSER.
//
// It knows commands by number and name only, through a Catalogue; who calls Check says which keys and channels a
// command touches. A user's rules are immutable: a change makes new ones and puts them in the place of the old in one
// step, so that checking takes no lock, and sees all of a change or nothing. Passwords are kept as SHA-256 digests,
// as Redis keeps them, and compared in constant time.
//
// All types are safe for concurrent use unless they say otherwise.
package acl
