package acl

import (
	"crypto/sha256"
	"crypto/subtle"
	"encoding/hex"
	"slices"
)

// digest is all that is kept of a password.
type digest [sha256.Size]byte

func digestOf(password string) digest { return sha256.Sum256([]byte(password)) }

// parseDigest reads the 64 lower-case hex digits in which Redis writes a digest.
func parseDigest(text string) (d digest, err error) {
	if len(text) != 2*len(d) {
		return d, ErrHash
	}
	for i := range len(text) {
		if c := text[i]; (c < '0' || c > '9') && (c < 'a' || c > 'f') {
			return d, ErrHash
		}
	}
	_, err = hex.Decode(d[:], []byte(text))
	return d, err
}

func (d digest) String() string { return hex.EncodeToString(d[:]) }

// passwords are the digests of a user's passwords, in the order in which they were added.
type passwords []digest

// accept reports whether a password is one of them. It looks at all of them, and at every byte of each, so that the
// time it takes tells nothing.
func (p passwords) accept(password string) bool {
	given, found := digestOf(password), 0
	for i := range p {
		found |= subtle.ConstantTimeCompare(given[:], p[i][:])
	}
	return found == 1
}

func (p passwords) with(d digest) passwords {
	if slices.Contains(p, d) {
		return p
	}
	return append(slices.Clip(p), d)
}

func (p passwords) without(d digest) (passwords, error) {
	i := slices.Index(p, d)
	if i < 0 {
		return p, ErrNoSuchPassword
	}
	return slices.Delete(slices.Clone(p), i, i+1), nil
}
