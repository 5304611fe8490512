// Command go-activesync is a phone: go-activesync's own client with a TLS client certificate. It provisions, reads
// the inbox, waits in Ping until mail arrives, reads it, and waits again until the server ends the wait. Each step is
// one JSON object on a line of standard output, for the suite that drives it.
package main

import (
	"context"
	"crypto/tls"
	"crypto/x509"
	"encoding/json"
	"flag"
	"fmt"
	"net/http"
	"os"

	"github.com/hstern/go-activesync/eas"
)

type step struct {
	Step     string   `json:"step"`
	Version  string   `json:"version,omitempty"`
	Folders  []string `json:"folders,omitempty"`
	Subjects []string `json:"subjects,omitempty"`
	Bodies   []string `json:"bodies,omitempty"`
	Status   int      `json:"status,omitempty"`
	Error    string   `json:"error,omitempty"`
}

func main() {
	url := flag.String("url", "", "the server's /Microsoft-Server-ActiveSync")
	user := flag.String("user", "", "user principal name")
	certificate := flag.String("cert", "", "PEM of the client certificate and its chain")
	key := flag.String("key", "", "PEM of its private key")
	ca := flag.String("ca", "", "PEM of the CA of the server's certificate")
	flag.Parse()
	if err := run(*url, *user, *certificate, *key, *ca); err != nil {
		fmt.Fprintln(os.Stderr, err)
		os.Exit(1)
	}
}

func run(url, user, certificate, key, ca string) error {
	transport, err := transportWith(certificate, key, ca)
	if err != nil {
		return err
	}
	client, err := eas.NewClient(eas.Config{
		ServerURL: url,
		Username:  user,
		// The client asks for one; the server asks for none.
		Password:   "unused",
		DeviceID:   "0123456789abcdef0123456789abcdef",
		HTTPClient: &http.Client{Transport: transport},
		State:      eas.NewMemoryState(),
	})
	if err != nil {
		return err
	}
	ctx := context.Background()
	version, err := client.NegotiateVersion(ctx)
	if err != nil {
		return fmt.Errorf("options: %w", err)
	}
	tell(step{Step: "options", Version: version})
	if err := client.Provision(ctx); err != nil {
		return fmt.Errorf("provision: %w", err)
	}
	tell(step{Step: "provision"})
	inbox, err := findInbox(ctx, client)
	if err != nil {
		return err
	}
	if err := read(ctx, client, inbox); err != nil {
		return err
	}
	if err := wait(ctx, client, inbox); err != nil {
		return err
	}
	if err := read(ctx, client, inbox); err != nil {
		return err
	}
	tell(step{Step: "waiting"})
	result, err := client.Ping(ctx, 600, []eas.PingFolder{{ID: inbox, Class: "Email"}})
	if err == nil {
		return fmt.Errorf("the last Ping was answered with status %d", result.Status)
	}
	tell(step{Step: "ended", Error: err.Error()})
	return nil
}

func findInbox(ctx context.Context, client eas.Client) (string, error) {
	folders, err := client.FolderSync(ctx)
	if err != nil {
		return "", fmt.Errorf("foldersync: %w", err)
	}
	inbox := ""
	names := []string{}
	for _, folder := range folders.Added {
		names = append(names, folder.DisplayName)
		if folder.Type == eas.FolderTypeInbox {
			inbox = folder.ServerID
		}
	}
	tell(step{Step: "folders", Folders: names})
	return inbox, nil
}

func read(ctx context.Context, client eas.Client, inbox string) error {
	result, err := client.SyncEmail(ctx, inbox, eas.EmailSyncOptions{})
	if err != nil {
		return fmt.Errorf("sync: %w", err)
	}
	told := step{Step: "sync"}
	for _, item := range result.Added {
		told.Subjects = append(told.Subjects, item.Subject)
		told.Bodies = append(told.Bodies, item.Body)
	}
	tell(told)
	return nil
}

func wait(ctx context.Context, client eas.Client, inbox string) error {
	tell(step{Step: "waiting"})
	result, err := client.Ping(ctx, 600, []eas.PingFolder{{ID: inbox, Class: "Email"}})
	if err != nil {
		return fmt.Errorf("ping: %w", err)
	}
	tell(step{Step: "ping", Status: result.Status})
	return nil
}

func transportWith(certificate, key, ca string) (*http.Transport, error) {
	pair, err := tls.LoadX509KeyPair(certificate, key)
	if err != nil {
		return nil, err
	}
	pem, err := os.ReadFile(ca)
	if err != nil {
		return nil, err
	}
	roots := x509.NewCertPool()
	roots.AppendCertsFromPEM(pem)
	return &http.Transport{
		TLSClientConfig: &tls.Config{Certificates: []tls.Certificate{pair}, RootCAs: roots},
	}, nil
}

func tell(told step) {
	line, _ := json.Marshal(told)
	fmt.Println(string(line))
}
