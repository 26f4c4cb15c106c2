package certs

import (
	"crypto/tls"
	"errors"
	"fmt"
	"slices"
	"strings"
)

// protocolNames are OpenSSL's names, from the oldest version on, which is TLS 1.0.
var protocolNames = [...]string{"TLSv1", "TLSv1.1", "TLSv1.2", "TLSv1.3"}

var errProtocolGap = errors.New("tls-protocols leaves out a version between two others, which is not possible")

// parseProtocols reads names of versions with blanks between. Nothing is TLS 1.2 and 1.3.
func parseProtocols(text string) (oldest, newest uint16, err error) {
	words := strings.Fields(text)
	if len(words) == 0 {
		return tls.VersionTLS12, tls.VersionTLS13, nil
	}
	var wanted [len(protocolNames)]bool
	for _, w := range words {
		i := slices.IndexFunc(protocolNames[:], func(name string) bool { return strings.EqualFold(name, w) })
		if i < 0 {
			return 0, 0, fmt.Errorf("tls-protocols names %q, which is none of %s", w, strings.Join(protocolNames[:], ", "))
		}
		wanted[i] = true
	}
	first := slices.Index(wanted[:], true)
	last := first
	for last+1 < len(wanted) && wanted[last+1] {
		last++
	}
	if slices.Contains(wanted[last+1:], true) {
		return 0, 0, errProtocolGap
	}
	return tls.VersionTLS10 + uint16(first), tls.VersionTLS10 + uint16(last), nil
}

// parseCiphers reads names of suites with colons between, as OpenSSL or the standards write them. Nothing and DEFAULT
// are all that are safe.
func parseCiphers(text string) ([]uint16, error) {
	if text == "" || strings.EqualFold(text, "DEFAULT") {
		return nil, nil
	}
	known := make(map[string]uint16)
	for _, suite := range slices.Concat(tls.CipherSuites(), tls.InsecureCipherSuites()) {
		known[suite.Name] = suite.ID
		known[opensslName(suite.Name)] = suite.ID
	}
	var ids []uint16
	for _, name := range strings.Split(text, ":") {
		id, ok := known[name]
		if !ok {
			return nil, fmt.Errorf("tls-ciphers names %q, which is no cipher suite here; expressions other than"+
				" names with colons between are not understood", name)
		}
		ids = append(ids, id)
	}
	return ids, nil
}

// opensslName turns TLS_ECDHE_RSA_WITH_AES_128_GCM_SHA256 into ECDHE-RSA-AES128-GCM-SHA256.
func opensslName(name string) string {
	name = strings.TrimPrefix(name, "TLS_")
	name = strings.TrimPrefix(strings.Replace(name, "_WITH_", "_", 1), "RSA_")
	name = strings.NewReplacer("AES_128", "AES128", "AES_256", "AES256", "_CBC_", "_", "3DES_EDE", "DES-CBC3").Replace(name)
	if strings.Contains(name, "CHACHA20") {
		name = strings.TrimSuffix(name, "_SHA256")
	}
	return strings.ReplaceAll(name, "_", "-")
}
