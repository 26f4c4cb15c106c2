package certs

import (
	"cmp"
	"crypto/tls"
	"crypto/x509"
	"encoding/pem"
	"errors"
	"fmt"
	"io"

	"github.com/cockroachdb/pebble/v2/vfs"
)

// What may be missing.
var (
	ErrNoCertificate = errors.New("no tls-cert-file or no tls-key-file is configured")
	ErrNoAuthority   = errors.New("either tls-ca-cert-file or tls-ca-cert-dir must be specified, since tls-auth-clients is" +
		" not no")
)

// Error says that the files do not make a configuration, in the words that users of Redis know.
type Error struct{ Err error }

func (e *Error) Error() string { return "Unable to update TLS configuration: " + e.Err.Error() }

// Unwrap returns what is wrong.
func (e *Error) Unwrap() error { return e.Err }

// Load reads the files and makes a configuration of them. The error is an *Error.
func Load(fs vfs.FS, o Options) (*tls.Config, error) {
	c, err := load(fs, o)
	if err != nil {
		return nil, &Error{err}
	}
	return c, nil
}

func load(fs vfs.FS, o Options) (*tls.Config, error) {
	cert, err := loadPair(fs, o)
	if err != nil {
		return nil, err
	}
	authorities, err := loadAuthorities(fs, o)
	if err != nil {
		return nil, err
	}
	if authorities == nil && o.ClientAuth != ClientNeedNot {
		return nil, ErrNoAuthority
	}
	oldest, newest, err := parseProtocols(o.Protocols)
	if err != nil {
		return nil, err
	}
	suites, err := parseCiphers(o.Ciphers)
	if err != nil {
		return nil, err
	}
	return &tls.Config{
		Certificates: []tls.Certificate{cert},
		ClientCAs:    authorities,
		ClientAuth:   o.ClientAuth.policy(),
		MinVersion:   oldest,
		MaxVersion:   newest,
		CipherSuites: suites,
	}, nil
}

func loadPair(fs vfs.FS, o Options) (tls.Certificate, error) {
	if o.CertFile == "" || o.KeyFile == "" {
		return tls.Certificate{}, ErrNoCertificate
	}
	chain, err := readFile(fs, o.CertFile)
	if err != nil {
		return tls.Certificate{}, err
	}
	key, err := readFile(fs, o.KeyFile)
	if err != nil {
		return tls.Certificate{}, err
	}
	if key, err = decryptPEM(key, o.KeyPassword); err != nil {
		return tls.Certificate{}, fmt.Errorf("key file %s: %w", o.KeyFile, err)
	}
	cert, err := tls.X509KeyPair(chain, key)
	if err != nil {
		return tls.Certificate{}, fmt.Errorf("certificate file %s with key file %s: %w", o.CertFile, o.KeyFile, err)
	}
	return cert, nil
}

// loadAuthorities returns nil if none are named.
func loadAuthorities(fs vfs.FS, o Options) (*x509.CertPool, error) {
	var files []string
	if o.CADir != "" {
		names, err := fs.List(o.CADir)
		if err != nil {
			return nil, fmt.Errorf("cannot list the authorities: %w", err)
		}
		for _, name := range names {
			files = append(files, fs.PathJoin(o.CADir, name))
		}
	}
	pool := x509.NewCertPool()
	for _, name := range files {
		if text, err := readFile(fs, name); err == nil {
			pool.AppendCertsFromPEM(text) // the directory may hold other things too
		}
	}
	if o.CAFile == "" {
		if o.CADir == "" {
			return nil, nil
		}
		return pool, nil
	}
	text, err := readFile(fs, o.CAFile)
	if err != nil {
		return nil, err
	}
	if !pool.AppendCertsFromPEM(text) {
		return nil, fmt.Errorf("there is no certificate in %s", o.CAFile)
	}
	return pool, nil
}

func readFile(fs vfs.FS, name string) ([]byte, error) {
	f, err := fs.Open(name)
	if err != nil {
		return nil, err
	}
	text, err := io.ReadAll(f)
	return text, cmp.Or(err, f.Close())
}

// decryptPEM returns a key in clear.
func decryptPEM(text []byte, password string) ([]byte, error) {
	block, _ := pem.Decode(text)
	switch {
	case block == nil:
		return text, nil // whoever parses it says what is wrong
	case block.Headers["DEK-Info"] != "":
		return nil, errOldEncryption
	case block.Type != encryptedType:
		return text, nil
	}
	key, err := decryptKey(block.Bytes, password)
	if err != nil {
		return nil, err
	}
	return pem.EncodeToMemory(&pem.Block{Type: "PRIVATE KEY", Bytes: key}), nil
}
