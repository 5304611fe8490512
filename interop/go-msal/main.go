// Command go-msal signs in with MSAL for Go: by device code, and with passwords of test users of a managed and of a
// federated domain. It tells one JSON object a line; the user code is answered in a browser by whoever reads it.
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

	"github.com/AzureAD/microsoft-authentication-library-for-go/apps/public"
)

type step struct {
	Run           string   `json:"run"`
	UserCode      string   `json:"userCode,omitempty"`
	HomeAccountID string   `json:"homeAccountId,omitempty"`
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
	flag.Parse()

	pem, err := os.ReadFile(*ca)
	if err != nil {
		panic(err)
	}
	roots := x509.NewCertPool()
	roots.AppendCertsFromPEM(pem)
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
}

func say(told step) {
	if err := json.NewEncoder(os.Stdout).Encode(told); err != nil {
		panic(err)
	}
}
