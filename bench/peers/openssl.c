/*
 * OpenSSL as a peer: what a C server pays for the same files. Prints one JSON object.
 *   crl <crl> <issuer certificate>                 parse + verify + first look-up (which sorts)
 *   lookup <crl> <serials, 16 octets each>         look-ups a second
 *   chain <folder with root, issuing, *.crl, leaves/N.cer> <leaves>   X509_verify_cert with CRLs of all, fresh leaves
 */
#include <openssl/evp.h>
#include <openssl/sha.h>
#include <openssl/x509.h>
#include <openssl/x509_vfy.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

static double now_ms(void) {
  struct timespec t;
  clock_gettime(CLOCK_MONOTONIC, &t);
  return t.tv_sec * 1e3 + t.tv_nsec / 1e6;
}

static long peak_kb(void) {
  FILE *f = fopen("/proc/self/status", "r");
  char line[256];
  long kb = 0;
  while (f && fgets(line, sizeof line, f)) sscanf(line, "VmHWM: %ld", &kb);
  if (f) fclose(f);
  return kb;
}

static unsigned char *read_file(const char *path, long *size) {
  FILE *f = fopen(path, "rb");
  if (!f) { perror(path); exit(1); }
  fseek(f, 0, SEEK_END);
  *size = ftell(f);
  rewind(f);
  unsigned char *bytes = malloc(*size);
  if (fread(bytes, 1, *size, f) != (size_t)*size) exit(1);
  fclose(f);
  return bytes;
}

static X509 *read_certificate(const char *path) {
  long size;
  unsigned char *bytes = read_file(path, &size);
  const unsigned char *p = bytes;
  X509 *certificate = d2i_X509(NULL, &p, size);
  free(bytes);
  if (!certificate) exit(1);
  return certificate;
}

static int by_value(const void *a, const void *b) {
  double x = *(const double *)a, y = *(const double *)b;
  return (x > y) - (x < y);
}

static X509_CRL *load_crl(const unsigned char *bytes, long size, X509 *issuer) {
  const unsigned char *p = bytes;
  X509_CRL *crl = d2i_X509_CRL(NULL, &p, size);
  if (!crl || X509_CRL_verify(crl, X509_get0_pubkey(issuer)) != 1) exit(1);
  ASN1_INTEGER *serial = ASN1_INTEGER_new();
  ASN1_INTEGER_set(serial, 1);
  X509_REVOKED *revoked;
  X509_CRL_get0_by_serial(crl, &revoked, serial);
  ASN1_INTEGER_free(serial);
  return crl;
}

static int bench_crl(const char *path, const char *issuer_path) {
  X509 *issuer = read_certificate(issuer_path);
  long before = peak_kb(), size;
  unsigned char *bytes = read_file(path, &size);
  double first = 0, best = 1e12;
  long after = 0;
  for (int i = 0; i < 4; i++) {
    double start = now_ms();
    X509_CRL *crl = load_crl(bytes, size, issuer);
    double spent = now_ms() - start;
    if (i == 0) { first = spent; after = peak_kb(); }
    if (spent < best) best = spent;
    X509_CRL_free(crl);
  }
  printf("{\"first\":%.3f,\"best\":%.3f,\"peakKb\":%ld}\n", first, best, after - before);
  return 0;
}

static int bench_lookup(const char *path, const char *serials_path) {
  long size, serials_size;
  unsigned char *bytes = read_file(path, &size), *serials = read_file(serials_path, &serials_size);
  const unsigned char *p = bytes;
  X509_CRL *crl = d2i_X509_CRL(NULL, &p, size);
  ASN1_INTEGER *serial = ASN1_INTEGER_new();
  ASN1_STRING_set(serial, serials, 16);
  X509_REVOKED *revoked;
  X509_CRL_get0_by_serial(crl, &revoked, serial);
  long count = serials_size / 16, found = 0;
  double start = now_ms();
  for (long i = 0; i < count; i++) {
    ASN1_STRING_set(serial, serials + 16 * i, 16);
    found += X509_CRL_get0_by_serial(crl, &revoked, serial);
  }
  printf("{\"perSecond\":%.0f,\"found\":%ld}\n", count / (now_ms() - start) * 1e3, found);
  return 0;
}

static X509_CRL *read_crl(const char *path) {
  long size;
  unsigned char *bytes = read_file(path, &size);
  const unsigned char *p = bytes;
  return d2i_X509_CRL(NULL, &p, size);
}

static int bench_chain(const char *folder, int leaves) {
  char path[4096];
#define IN(name) (snprintf(path, sizeof path, "%s/%s", folder, name), path)
  X509_STORE *store = X509_STORE_new();
  X509_STORE_add_cert(store, read_certificate(IN("root.cer")));
  X509_STORE_add_crl(store, read_crl(IN("root.crl")));
  X509_STORE_add_crl(store, read_crl(IN("issuing.crl")));
  X509_STORE_set_flags(store, X509_V_FLAG_CRL_CHECK | X509_V_FLAG_CRL_CHECK_ALL);
  STACK_OF(X509) *untrusted = sk_X509_new_null();
  X509 *issuing = read_certificate(IN("issuing.cer"));
  sk_X509_push(untrusted, issuing);
  unsigned char **der = calloc(leaves, sizeof *der);
  long *sizes = calloc(leaves, sizeof *sizes);
  for (int i = 0; i < leaves; i++) {
    snprintf(path, sizeof path, "%s/leaves/%d.cer", folder, i);
    der[i] = read_file(path, &sizes[i]);
  }
  int rounds = 10;
  double *times = calloc(leaves * rounds, sizeof *times);
  for (int r = 0; r < rounds; r++)
    for (int i = 0; i < leaves; i++) {
      double start = now_ms();
      const unsigned char *p = der[i];
      X509 *leaf = d2i_X509(NULL, &p, sizes[i]);
      X509_STORE_CTX *context = X509_STORE_CTX_new();
      X509_STORE_CTX_init(context, store, leaf, untrusted);
      if (X509_verify_cert(context) != 1) {
        fprintf(stderr, "%s\n", X509_verify_cert_error_string(X509_STORE_CTX_get_error(context)));
        return 1;
      }
      X509_STORE_CTX_free(context);
      X509_free(leaf);
      times[r * leaves + i] = (now_ms() - start) * 1e3;
    }
  qsort(times, leaves * rounds, sizeof *times, by_value);
  printf("{\"median\":%.3f}\n", times[leaves * rounds / 2]);
  return 0;
}

int main(int argc, char **argv) {
  if (argc == 4 && !strcmp(argv[1], "crl")) return bench_crl(argv[2], argv[3]);
  if (argc == 4 && !strcmp(argv[1], "lookup")) return bench_lookup(argv[2], argv[3]);
  if (argc == 4 && !strcmp(argv[1], "chain")) return bench_chain(argv[2], atoi(argv[3]));
  return 2;
}
