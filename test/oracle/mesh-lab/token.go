package main

import (
	"crypto/ecdsa"
	"crypto/elliptic"
	"crypto/rand"
	"crypto/sha256"
	"encoding/base64"
	"encoding/json"
	"math/big"
)

// The seed of the key whose public half is LAB_JWKS, and the issuer that signs with it: examples/pattern-story.ts.
const (
	tokenSeed   = "cdk8s-istio mesh lab"
	tokenIssuer = "https://login.example.com"
)

// token signs claims, which are valid from long ago until long from now unless they say otherwise. "forged" is a token that looks like
// one of the issuer for the audience, and that another key signed.
func token(wanted json.RawMessage, audiences []string) (string, error) {
	claims := map[string]any{"iss": tokenIssuer, "iat": 1_700_000_000, "exp": 4_000_000_000}
	key := labKey()
	if string(wanted) == `"forged"` {
		key = newKey()
		claims["sub"] = "tester"
		if len(audiences) > 0 {
			claims["aud"] = audiences
		}
	} else {
		given := map[string]any{}
		if err := json.Unmarshal(wanted, &given); err != nil {
			return "", err
		}
		for claim, value := range given {
			claims[claim] = value
		}
	}
	payload, err := json.Marshal(claims)
	if err != nil {
		return "", err
	}
	encode := base64.RawURLEncoding.EncodeToString
	text := encode([]byte(`{"alg":"ES256","kid":"lab","typ":"JWT"}`)) + "." + encode(payload)
	digest := sha256.Sum256([]byte(text))
	r, s, err := ecdsa.Sign(rand.Reader, key, digest[:])
	if err != nil {
		return "", err
	}
	signature := append(r.FillBytes(make([]byte, 32)), s.FillBytes(make([]byte, 32))...)
	return text + "." + encode(signature), nil
}

func labKey() *ecdsa.PrivateKey {
	scalar := sha256.Sum256([]byte(tokenSeed))
	key := &ecdsa.PrivateKey{D: new(big.Int).SetBytes(scalar[:])}
	key.Curve = elliptic.P256()
	key.X, key.Y = key.Curve.ScalarBaseMult(scalar[:])
	return key
}
