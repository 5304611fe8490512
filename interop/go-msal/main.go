// Command go-msal signs in with MSAL for Go: by device code, with passwords of test users of a managed and of a federated
// domain, and as an application by its certificate. It tells one JSON object a line; the user code is answered in a
// browser by whoever reads it.
package main

import (
	"context"
	"crypto/tls"
	"crypto/x509"
	"encoding/json"
	"flag"
	"net/http"
	"os"
	"strings"

	"github.com/AzureAD/microsoft-authentication-library-for-go/apps/confidential"
	"github.com/AzureAD/microsoft-authentication-library-for-go/apps/public"
)

type step struct {
	Run           string   `json:"run"`
	UserCode      string   `json:"userCode,omitempty"`
	HomeAccountID string   `json:"homeAccountId,omitempty"`
	AccessToken   string   `json:"accessToken,omitempty"`
	Requests      []string `json:"requests,omitempty"`
	Error         string   `json:"error,omitempty"`
}

// recorder keeps what was asked, in order.
type recorder struct {
	next http.RoundTripper
	made []string
}

func (r *recorder) RoundTrip(request *http.Request) (*http.Response, error) {
	r.made = append(r.made, request.Method+" "+request.URL.Path)
	return r.next.RoundTrip(request)
}

func main() {
	authority := flag.String("authority", "", "")
	client := flag.String("client", "", "")
	ca := flag.String("ca", "", "PEM file of the root")
	managed := flag.String("managed", "", "user name")
	federated := flag.String("federated", "", "user name")
	password := flag.String("password", "", "of both")
	application := flag.String("application", "", "confidential client")
	certificate := flag.String("certificate", "", "PEM file, its own")
	key := flag.String("key", "", "PEM file of the certificate's key")
	scope := flag.String("scope", "", "what it asks for")
	flag.Parse()

	roots := x509.NewCertPool()
	roots.AppendCertsFromPEM(read(*ca))
	transport := &recorder{next: &http.Transport{TLSClientConfig: &tls.Config{RootCAs: roots}}}
	scopes := []string{"User.Read"}
	ctx := context.Background()
	app := func() public.Client {
		made, err := public.New(*client, public.WithAuthority(*authority),
			public.WithInstanceDiscovery(false), public.WithHTTPClient(&http.Client{Transport: transport}))
		if err != nil {
			panic(err)
		}
		return made
	}
	tell := func(run string, result public.AuthResult, err error) {
		told := step{Run: run, HomeAccountID: result.Account.HomeAccountID, Requests: transport.made}
		if result.Account.HomeAccountID == "" {
			told.AccessToken = result.AccessToken
		}
		if err != nil {
			told.Error = strings.ToValidUTF8(err.Error(), "?")
		}
		transport.made = nil
		say(told)
	}

	device, err := app().AcquireTokenByDeviceCode(ctx, scopes)
	if err != nil {
		tell("device-code", public.AuthResult{}, err)
	} else {
		say(step{Run: "device", UserCode: device.Result.UserCode})
		result, err := device.AuthenticationResult(ctx)
		tell("device-code", result, err)
	}
	for _, run := range []struct{ name, user, password string }{
		{"managed", *managed, *password},
		{"federated", *federated, *password},
		{"federated-wrong", *federated, "wrong"},
	} {
		result, err := app().AcquireTokenByUsernamePassword(ctx, scopes, run.user, run.password)
		tell(run.name, result, err)
	}
	for _, run := range []struct {
		name    string
		options []confidential.Option
	}{
		{"client-certificate", nil},
		{"client-certificate-x5c", []confidential.Option{confidential.WithX5C()}},
	} {
		options := append(run.options, confidential.WithInstanceDiscovery(false),
			confidential.WithHTTPClient(&http.Client{Transport: transport}))
		app, err := confidential.New(*authority, *application, proof(*certificate, *key), options...)
		if err != nil {
			panic(err)
		}
		result, err := app.AcquireTokenByCredential(ctx, []string{*scope})
		tell(run.name, public.AuthResult(result), err)
	}
}

func proof(certificate, key string) confidential.Credential {
	certificates, private, err := confidential.CertFromPEM(append(read(certificate), read(key)...), "")
	if err != nil {
		panic(err)
	}
	credential, err := confidential.NewCredFromCert(certificates, private)
	if err != nil {
		panic(err)
	}
	return credential
}

func read(file string) []byte {
	content, err := os.ReadFile(file)
	if err != nil {
		panic(err)
	}
	return content
}

func say(told step) {
	if err := json.NewEncoder(os.Stdout).Encode(told); err != nil {
		panic(err)
	}
}
