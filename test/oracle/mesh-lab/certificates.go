package main

import (
	"crypto/ecdsa"
	"crypto/elliptic"
	"crypto/rand"
	"crypto/tls"
	"crypto/x509"
	"crypto/x509/pkix"
	"encoding/pem"
	"fmt"
	"math/big"
	"net"
	"net/url"
	"sync"
	"time"
)

// authority signs certificates: one for the mesh, one for the world outside. Their keys live as long as the process.
type authority struct {
	certificate *x509.Certificate
	key         *ecdsa.PrivateKey
	mutex       sync.Mutex
	issued      map[string]issued
}

// issued is a certificate and its key, as PEM.
type issued struct{ certificate, key []byte }

func newAuthority(name string) *authority {
	key := newKey()
	template := &x509.Certificate{
		SerialNumber: big.NewInt(1), Subject: pkix.Name{CommonName: name}, IsCA: true, BasicConstraintsValid: true,
		NotBefore: time.Now().Add(-time.Hour), NotAfter: time.Now().Add(48 * time.Hour), KeyUsage: x509.KeyUsageCertSign,
	}
	encoded, err := x509.CreateCertificate(rand.Reader, template, template, &key.PublicKey, key)
	if err != nil {
		panic(err)
	}
	certificate, err := x509.ParseCertificate(encoded)
	if err != nil {
		panic(err)
	}
	return &authority{certificate: certificate, key: key, issued: map[string]issued{}}
}

func newKey() *ecdsa.PrivateKey {
	key, err := ecdsa.GenerateKey(elliptic.P256(), rand.Reader)
	if err != nil {
		panic(err)
	}
	return key
}

func (a *authority) root() []byte {
	return pem.EncodeToMemory(&pem.Block{Type: "CERTIFICATE", Bytes: a.certificate.Raw})
}

// identity is the certificate of a service account, as istiod would sign it.
func (a *authority) identity(trustDomain, namespace, account string) issued {
	name := fmt.Sprintf("spiffe://%s/ns/%s/sa/%s", trustDomain, namespace, account)
	return a.issue(name, func(template *x509.Certificate) {
		id, err := url.Parse(name)
		if err != nil {
			panic(err)
		}
		template.URIs = []*url.URL{id}
	})
}

// host is the certificate of a server outside of the mesh, or of a client that is called so.
func (a *authority) host(name string) issued {
	return a.issue(name, func(template *x509.Certificate) {
		template.Subject = pkix.Name{CommonName: name}
		if ip := net.ParseIP(name); ip != nil {
			template.IPAddresses = []net.IP{ip}
		} else {
			template.DNSNames = []string{name}
		}
	})
}

func (a *authority) issue(name string, fill func(*x509.Certificate)) issued {
	a.mutex.Lock()
	defer a.mutex.Unlock()
	if done, is := a.issued[name]; is {
		return done
	}
	key := newKey()
	template := &x509.Certificate{
		SerialNumber: big.NewInt(int64(len(a.issued) + 2)),
		NotBefore:    time.Now().Add(-time.Hour), NotAfter: time.Now().Add(24 * time.Hour),
		KeyUsage:    x509.KeyUsageDigitalSignature,
		ExtKeyUsage: []x509.ExtKeyUsage{x509.ExtKeyUsageServerAuth, x509.ExtKeyUsageClientAuth},
	}
	fill(template)
	encoded, err := x509.CreateCertificate(rand.Reader, template, a.certificate, &key.PublicKey, a.key)
	if err != nil {
		panic(err)
	}
	private, err := x509.MarshalPKCS8PrivateKey(key)
	if err != nil {
		panic(err)
	}
	result := issued{
		certificate: pem.EncodeToMemory(&pem.Block{Type: "CERTIFICATE", Bytes: encoded}),
		key:         pem.EncodeToMemory(&pem.Block{Type: "PRIVATE KEY", Bytes: private}),
	}
	a.issued[name] = result
	return result
}

func (i issued) pair() (*tls.Certificate, error) {
	pair, err := tls.X509KeyPair(i.certificate, i.key)
	return &pair, err
}
