package instance

import (
	"github.com/holdfast-db/holdfast/internal/certs"
	"github.com/holdfast-db/holdfast/internal/config"
)

// openTLS reads the certificates if there is a port for them, and again whenever a setting about them changes.
func (in *Instance) openTLS() error {
	in.cfg.OnChange(in.ReloadTLS, "tls-port", "tls-cert-file", "tls-key-file", "tls-key-file-pass", "tls-ca-cert-file",
		"tls-ca-cert-dir", "tls-auth-clients", "tls-protocols", "tls-ciphers")
	return in.ReloadTLS()
}

// ReloadTLS reads the certificates again, for new connections. After an error the old ones stay in use.
func (in *Instance) ReloadTLS() error {
	if in.cfg.TLSPort.Load() == 0 {
		return nil
	}
	c, err := certs.Load(in.env.FS, tlsOptions(in.cfg))
	if err != nil {
		return err
	}
	in.certs.Set(c)
	return nil
}

func tlsOptions(cfg *config.Config) certs.Options {
	return certs.Options{
		CertFile:    cfg.TLSCertFile.Load(),
		KeyFile:     cfg.TLSKeyFile.Load(),
		KeyPassword: cfg.TLSKeyPassword.Load(),
		CAFile:      cfg.TLSCAFile.Load(),
		CADir:       cfg.TLSCADir.Load(),
		ClientAuth:  clientAuthOf(cfg.TLSAuthClients.Load()),
		Protocols:   cfg.TLSProtocols.Load(),
		Ciphers:     cfg.TLSCiphers.Load(),
	}
}

func clientAuthOf(a config.AuthClients) certs.ClientAuth {
	switch a {
	case config.AuthClientsNo:
		return certs.ClientNeedNot
	case config.AuthClientsOptional:
		return certs.ClientMay
	default:
		return certs.ClientMust
	}
}
