module signet.example/interop/go-activesync

go 1.26.2

require github.com/hstern/go-activesync v1.1.0

require (
	github.com/smallstep/pkcs7 v0.2.1 // indirect
	golang.org/x/crypto v0.33.0 // indirect
)
