package certs

import (
	"crypto/aes"
	"crypto/cipher"
	"crypto/pbkdf2"
	"crypto/sha1"
	"crypto/sha256"
	"crypto/sha512"
	"crypto/x509/pkix"
	"encoding/asn1"
	"errors"
	"fmt"
	"hash"
)

// encryptedType is the type of a PEM block that holds an encrypted PKCS #8 key.
const encryptedType = "ENCRYPTED PRIVATE KEY"

var (
	errOldEncryption = errors.New("the key is encrypted in the old way, which is weak; make it anew with:" +
		" openssl pkcs8 -topk8 -v2 aes256")
	errKeyCipher   = errors.New("the key is encrypted by something else than PBKDF2 and AES")
	errKeyPassword = errors.New("the key is encrypted, and tls-key-file-pass is not its password")
)

// maxIterations bounds how long a key file may keep the server busy.
const maxIterations = 1 << 20

// encryptedKey is EncryptedPrivateKeyInfo of RFC 5208.
type encryptedKey struct {
	Algorithm pkix.AlgorithmIdentifier
	Data      []byte
}

// pbes2 is the parameters of PBES2, RFC 8018.
type pbes2 struct {
	Derivation pkix.AlgorithmIdentifier
	Cipher     pkix.AlgorithmIdentifier
}

// pbkdf2Parameters are those of PBKDF2, RFC 8018.
type pbkdf2Parameters struct {
	Salt       []byte
	Iterations int
	KeyBytes   int                      `asn1:"optional"`
	Function   pkix.AlgorithmIdentifier `asn1:"optional"`
}

// decryptKey returns the PKCS #8 key in an encrypted one. That is the form in which OpenSSL encrypts keys.
func decryptKey(der []byte, password string) ([]byte, error) {
	var sealed encryptedKey
	if _, err := asn1.Unmarshal(der, &sealed); err != nil {
		return nil, fmt.Errorf("the key is damaged: %w", err)
	}
	var scheme pbes2
	var kdf pbkdf2Parameters
	if !isOID(sealed.Algorithm, 1, 2, 840, 113549, 1, 5, 13) ||
		!parse(sealed.Algorithm.Parameters, &scheme) ||
		!isOID(scheme.Derivation, 1, 2, 840, 113549, 1, 5, 12) ||
		!parse(scheme.Derivation.Parameters, &kdf) {
		return nil, errKeyCipher
	}
	var iv []byte
	size, newHash := aesKeyBytes(scheme.Cipher), kdfHash(kdf.Function)
	if size == 0 || newHash == nil || !parse(scheme.Cipher.Parameters, &iv) || len(iv) != aes.BlockSize ||
		kdf.Iterations < 1 || kdf.Iterations > maxIterations {
		return nil, errKeyCipher
	}
	key, err := pbkdf2.Key(newHash, password, kdf.Salt, kdf.Iterations, size)
	if err != nil {
		return nil, err
	}
	return decryptCBC(key, iv, sealed.Data)
}

// decryptCBC takes the padding off as well. A wrong password shows in the padding, nearly always, and else in what
// the caller makes of the key.
func decryptCBC(key, iv, data []byte) ([]byte, error) {
	block, err := aes.NewCipher(key)
	if err != nil {
		return nil, err
	}
	if len(data) == 0 || len(data)%aes.BlockSize != 0 {
		return nil, errKeyPassword
	}
	plain := make([]byte, len(data))
	cipher.NewCBCDecrypter(block, iv).CryptBlocks(plain, data)
	pad := int(plain[len(plain)-1])
	if pad == 0 || pad > aes.BlockSize {
		return nil, errKeyPassword
	}
	plain = plain[:len(plain)-pad]
	var key8 asn1.RawValue
	if rest, err := asn1.Unmarshal(plain, &key8); err != nil || len(rest) > 0 {
		return nil, errKeyPassword
	}
	return plain, nil
}

func parse[T any](raw asn1.RawValue, into *T) bool {
	rest, err := asn1.Unmarshal(raw.FullBytes, into)
	return err == nil && len(rest) == 0
}

func isOID(id pkix.AlgorithmIdentifier, oid ...int) bool {
	return id.Algorithm.Equal(asn1.ObjectIdentifier(oid))
}

// aesKeyBytes is the length of the key of AES in CBC mode; 0 if it is another cipher.
func aesKeyBytes(id pkix.AlgorithmIdentifier) int {
	switch {
	case isOID(id, 2, 16, 840, 1, 101, 3, 4, 1, 2):
		return 16
	case isOID(id, 2, 16, 840, 1, 101, 3, 4, 1, 22):
		return 24
	case isOID(id, 2, 16, 840, 1, 101, 3, 4, 1, 42):
		return 32
	}
	return 0
}

// kdfHash is the hash of PBKDF2's HMAC, which is SHA-1 unless said otherwise; nil if it is unknown.
func kdfHash(id pkix.AlgorithmIdentifier) func() hash.Hash {
	switch {
	case len(id.Algorithm) == 0, isOID(id, 1, 2, 840, 113549, 2, 7):
		return sha1.New
	case isOID(id, 1, 2, 840, 113549, 2, 9):
		return sha256.New
	case isOID(id, 1, 2, 840, 113549, 2, 10):
		return sha512.New384
	case isOID(id, 1, 2, 840, 113549, 2, 11):
		return sha512.New
	}
	return nil
}
