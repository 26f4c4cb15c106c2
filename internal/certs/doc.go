// Package certs owns what TLS needs: it reads certificates, keys and authorities from files, checks them, and keeps
// the configuration that new connections get, which can be replaced while the server runs.
//
// It promises that a set of files is taken as a whole or not at all, and that an error names the file.
package certs
