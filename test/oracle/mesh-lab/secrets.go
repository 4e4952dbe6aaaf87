package main

import (
	"strings"

	corev3 "github.com/envoyproxy/go-control-plane/envoy/config/core/v3"
	tlsv3 "github.com/envoyproxy/go-control-plane/envoy/extensions/transport_sockets/tls/v3"
)

// inlineSecrets puts keys and certificates where Istio has the names of those that an agent would bring: the workload's own, those of
// `credentialName`s (made on the spot), and files.
func (s *stage) inlineSecrets(p *proxy, context *tlsv3.CommonTlsContext) {
	for _, secret := range context.GetTlsCertificateSdsSecretConfigs() {
		context.TlsCertificates = append(context.TlsCertificates, s.certificate(p, secret.GetName()))
	}
	context.TlsCertificateSdsSecretConfigs = nil
	switch validation := context.GetValidationContextType().(type) {
	case *tlsv3.CommonTlsContext_ValidationContextSdsSecretConfig:
		context.ValidationContextType = trust(nil, s.roots(validation.ValidationContextSdsSecretConfig.GetName()))
	case *tlsv3.CommonTlsContext_CombinedValidationContext:
		combined := validation.CombinedValidationContext
		context.ValidationContextType = trust(
			combined.GetDefaultValidationContext(), s.roots(combined.GetValidationContextSdsSecretConfig().GetName()))
	case *tlsv3.CommonTlsContext_ValidationContext:
		if file := validation.ValidationContext.GetTrustedCa().GetFilename(); file != "" {
			context.ValidationContextType = trust(validation.ValidationContext, s.roots(file))
		}
	}
	for _, certificate := range context.GetTlsCertificates() {
		if certificate.GetCertificateChain().GetFilename() != "" {
			made := s.certificate(p, certificate.GetCertificateChain().GetFilename())
			certificate.CertificateChain, certificate.PrivateKey = made.GetCertificateChain(), made.GetPrivateKey()
		}
	}
}

// certificate is the workload's identity, or one that carries the name of the credential.
func (s *stage) certificate(p *proxy, name string) *tlsv3.TlsCertificate {
	made := s.world.host(strings.TrimPrefix(strings.TrimPrefix(name, "kubernetes://"), "file-cert:"))
	if name == "default" {
		made = s.mesh.identity(s.trustDomain, p.workload.namespace, p.workload.serviceAccount)
	}
	return &tlsv3.TlsCertificate{CertificateChain: inline(made.certificate), PrivateKey: inline(made.key)}
}

// roots are the mesh's own for identities, and those of the world for all else.
func (s *stage) roots(name string) []byte {
	if name == "ROOTCA" {
		return s.mesh.root()
	}
	return s.world.root()
}

func trust(context *tlsv3.CertificateValidationContext, roots []byte) *tlsv3.CommonTlsContext_ValidationContext {
	if context == nil {
		context = &tlsv3.CertificateValidationContext{}
	}
	context.TrustedCa = inline(roots)
	// Files that are not on this machine.
	context.Crl, context.SystemRootCerts = nil, nil
	return &tlsv3.CommonTlsContext_ValidationContext{ValidationContext: context}
}

func inline(bytes []byte) *corev3.DataSource {
	return &corev3.DataSource{Specifier: &corev3.DataSource_InlineBytes{InlineBytes: bytes}}
}
