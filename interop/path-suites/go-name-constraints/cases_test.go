// Compiled into the tests of Go's crypto/x509 by an overlay (../go-name-constraints.ts), where it sees the table of
// name constraints and the functions that make its certificates. It does not build by itself.

package x509

import (
	"crypto/ecdsa"
	"crypto/elliptic"
	"crypto/rand"
	"encoding/json"
	"encoding/pem"
	"fmt"
	"os"
	"testing"
)

type signetCase struct {
	Name              string   `json:"name"`
	ExpectedError     string   `json:"expectedError"`
	Leaf              string   `json:"leaf"`
	Intermediates     []string `json:"intermediates"`
	Roots             []string `json:"roots"`
	ExtendedKeyUsages []string `json:"extendedKeyUsages"`
}

// An issuer of the level above: all CA certificates of a level share name and key.
type signetIssuer struct {
	certificate *Certificate
	key         *ecdsa.PrivateKey
}

func TestWriteSignetCases(t *testing.T) {
	file, err := os.Create(os.Getenv("SIGNET_CASES"))
	if err != nil {
		t.Fatal(err)
	}
	defer file.Close()
	encoder := json.NewEncoder(file)
	for number, test := range nameConstraintsTests {
		if err := encoder.Encode(makeSignetCase(t, number, test)); err != nil {
			t.Fatal(err)
		}
	}
}

func makeSignetCase(t *testing.T, number int, test nameConstraintsTest) signetCase {
	roots, issuer := makeSignetLevel(t, fmt.Sprintf("Root %d", number), test.roots, signetIssuer{})
	intermediates := []string{}
	for level, constraints := range test.intermediates {
		var certificates []string
		certificates, issuer = makeSignetLevel(t, fmt.Sprintf("Intermediate level %d", level), constraints, issuer)
		intermediates = append(intermediates, certificates...)
	}
	leaf, err := makeConstraintsLeafCert(test.leaf, newSignetKey(t), issuer.certificate, issuer.key)
	if err != nil {
		t.Fatal(test.name, err)
	}
	return signetCase{
		Name:              test.name,
		ExpectedError:     test.expectedError,
		Leaf:              toPEM(leaf),
		Intermediates:     intermediates,
		Roots:             roots,
		ExtendedKeyUsages: signetUsages(t, test.requestedEKUs),
	}
}

// Roots sign themselves: they have no issuer.
func makeSignetLevel(t *testing.T, name string, all []constraintsSpec, issuer signetIssuer) ([]string, signetIssuer) {
	key := newSignetKey(t)
	signer := issuer.key
	if signer == nil {
		signer = key
	}
	certificates := []string{}
	var last *Certificate
	for _, constraints := range all {
		certificate, err := makeConstraintsCACert(constraints, name, key, issuer.certificate, signer)
		if err != nil {
			t.Fatal(name, err)
		}
		last = certificate
		certificates = append(certificates, toPEM(certificate))
	}
	return certificates, signetIssuer{last, key}
}

// Verify takes none to mean serverAuth, and any to mean no question.
func signetUsages(t *testing.T, usages []ExtKeyUsage) []string {
	if len(usages) == 0 {
		return []string{"serverAuth"}
	}
	names := []string{}
	for _, usage := range usages {
		switch usage {
		case ExtKeyUsageAny:
			return []string{}
		case ExtKeyUsageServerAuth:
			names = append(names, "serverAuth")
		case ExtKeyUsageClientAuth:
			names = append(names, "clientAuth")
		case ExtKeyUsageEmailProtection:
			names = append(names, "emailProtection")
		default:
			t.Fatalf("extended key usage %v is not known here", usage)
		}
	}
	return names
}

func newSignetKey(t *testing.T) *ecdsa.PrivateKey {
	key, err := ecdsa.GenerateKey(elliptic.P256(), rand.Reader)
	if err != nil {
		t.Fatal(err)
	}
	return key
}

func toPEM(certificate *Certificate) string {
	return string(pem.EncodeToMemory(&pem.Block{Type: "CERTIFICATE", Bytes: certificate.Raw}))
}
