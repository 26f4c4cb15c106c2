package certs

import "crypto/tls"

// Options say which files, and what to ask of clients. The zero value lacks a certificate.
type Options struct {
	CertFile, KeyFile string
	KeyPassword       string // of an encrypted key
	// CAFile and CADir are the authorities that client certificates must come from.
	CAFile, CADir string
	ClientAuth    ClientAuth
	// Protocols are names such as "TLSv1.2", with blanks between; empty is TLS 1.2 and 1.3.
	Protocols string
	// Ciphers are the suites for TLS 1.2 and older, with colons between; empty is all that are safe.
	Ciphers string
}

// ClientAuth says whether clients must show a certificate.
type ClientAuth uint8

// The answers to that.
const (
	ClientMust ClientAuth = iota
	ClientMay
	ClientNeedNot
)

func (a ClientAuth) policy() tls.ClientAuthType {
	switch a {
	case ClientNeedNot:
		return tls.NoClientCert
	case ClientMay:
		return tls.VerifyClientCertIfGiven
	default:
		return tls.RequireAndVerifyClientCert
	}
}
