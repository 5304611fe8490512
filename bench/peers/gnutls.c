/*
 * GnuTLS as a peer. Prints one JSON object.
 *   crl <crl> <issuer certificate>      parse + verify + one look-up
 *   chain <folder> <leaves>             gnutls_x509_trust_list_verify_crt2 with CRLs, fresh leaves
 */
#include <gnutls/gnutls.h>
#include <gnutls/x509.h>
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

static gnutls_datum_t read_file(const char *path) {
  gnutls_datum_t datum = {NULL, 0};
  if (gnutls_load_file(path, &datum) < 0) { fprintf(stderr, "%s\n", path); exit(1); }
  return datum;
}

static gnutls_x509_crt_t read_certificate(const char *path) {
  gnutls_datum_t der = read_file(path);
  gnutls_x509_crt_t certificate;
  gnutls_x509_crt_init(&certificate);
  if (gnutls_x509_crt_import(certificate, &der, GNUTLS_X509_FMT_DER) < 0) exit(1);
  return certificate;
}

static gnutls_x509_crl_t load_crl(gnutls_datum_t der) {
  gnutls_x509_crl_t crl;
  gnutls_x509_crl_init(&crl);
  if (gnutls_x509_crl_import(crl, &der, GNUTLS_X509_FMT_DER) < 0) exit(1);
  return crl;
}

static int by_value(const void *a, const void *b) {
  double x = *(const double *)a, y = *(const double *)b;
  return (x > y) - (x < y);
}

static int bench_crl(const char *path, const char *issuer_path) {
  gnutls_x509_crt_t issuer = read_certificate(issuer_path);
  long before = peak_kb();
  gnutls_datum_t der = read_file(path);
  double start = now_ms();
  gnutls_x509_crl_t crl = load_crl(der);
  unsigned status = 0;
  if (gnutls_x509_crl_verify(crl, &issuer, 1, 0, &status) < 0) exit(1);
  double spent = now_ms() - start;
  printf("{\"first\":%.3f,\"best\":%.3f,\"peakKb\":%ld}\n", spent, spent, peak_kb() - before);
  return 0;
}

static int bench_chain(const char *folder, int leaves) {
  char path[4096];
#define IN(name) (snprintf(path, sizeof path, "%s/%s", folder, name), path)
  gnutls_x509_trust_list_t list;
  gnutls_x509_trust_list_init(&list, 0);
  gnutls_x509_crt_t root = read_certificate(IN("root.cer")), issuing = read_certificate(IN("issuing.cer"));
  gnutls_x509_trust_list_add_cas(list, &root, 1, 0);
  gnutls_x509_crl_t crls[2] = {load_crl(read_file(IN("root.crl"))), load_crl(read_file(IN("issuing.crl")))};
  gnutls_x509_trust_list_add_crls(list, crls, 2, 0, 0);
  int rounds = 4;
  double *times = calloc(leaves * rounds, sizeof *times);
  for (int r = 0; r < rounds; r++)
    for (int i = 0; i < leaves; i++) {
      snprintf(path, sizeof path, "%s/leaves/%d.cer", folder, i);
      gnutls_datum_t der = read_file(path);
      double start = now_ms();
      gnutls_x509_crt_t leaf;
      gnutls_x509_crt_init(&leaf);
      gnutls_x509_crt_import(leaf, &der, GNUTLS_X509_FMT_DER);
      gnutls_x509_crt_t chain[2] = {leaf, issuing};
      unsigned status = 0;
      gnutls_x509_trust_list_verify_crt(list, chain, 2, 0, &status, NULL);
      gnutls_x509_crt_deinit(leaf);
      times[r * leaves + i] = (now_ms() - start) * 1e3;
      gnutls_free(der.data);
      if (status != 0) { fprintf(stderr, "status %u\n", status); return 1; }
    }
  qsort(times, leaves * rounds, sizeof *times, by_value);
  printf("{\"median\":%.3f}\n", times[leaves * rounds / 2]);
  return 0;
}

int main(int argc, char **argv) {
  if (argc == 4 && !strcmp(argv[1], "crl")) return bench_crl(argv[2], argv[3]);
  if (argc == 4 && !strcmp(argv[1], "chain")) return bench_chain(argv[2], atoi(argv[3]));
  return 2;
}
