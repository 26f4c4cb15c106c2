package certs

import (
	"encoding/pem"
	"testing"

	"github.com/holdfast-db/holdfast/internal/certs/certstest"
)

// sealedKey is a key whose password is 1234.
var sealedKey = []byte(`-----BEGIN ENCRYPTED PRIVATE KEY-----
MIGaMFYGCSqGSIb3DQEFDTBJMCgGCSqGSIb3DQEFDDAbBAiHyT6RLDqIUwIBCjAM
BggqhkiG9w0CCQUAMB0GCWCGSAFlAwQBKgQQPvyLruGmuPVbiF2MOv5zTgRA14af
JyHR/4qBOhdqBoKAWjpKVGwwT7i93tR74IBWaWHAqd6lksXO9YipOIWkpbQdztUA
6zRxd48arv+QURPo8w==
-----END ENCRYPTED PRIVATE KEY-----
`)

// FuzzDecryptPEM proves that no key file, however damaged, does harm.
func FuzzDecryptPEM(f *testing.F) {
	_, key := certstest.New(f).Sign(f, "server")
	f.Add(key, "")
	f.Add(sealedKey, "1234")
	f.Add(pem.EncodeToMemory(&pem.Block{Type: encryptedType, Bytes: []byte{0x30, 0}}), "")
	f.Fuzz(func(t *testing.T, text []byte, password string) {
		if len(text) > 4096 {
			return
		}
		_, _ = decryptPEM(text, password) // an error is as good as a key
	})
}

func TestSealedKey(t *testing.T) {
	if key, err := decryptPEM(sealedKey, "1234"); err != nil || len(key) == 0 {
		t.Errorf("%q, %v", key, err)
	}
	if _, err := decryptPEM(sealedKey, "4321"); err != errKeyPassword {
		t.Errorf("with another password: %v", err)
	}
}
