import java.io.ByteArrayInputStream;
import java.math.BigInteger;
import java.nio.file.*;
import java.security.cert.*;
import java.util.*;

/** Java's X509CRL and PKIX as peers; the same words as openssl.c. Prints one JSON object. */
public class Peer {
  static final CertificateFactory FACTORY = factory();

  public static void main(String[] words) throws Exception {
    switch (words[0]) {
      case "crl" -> crl(words[1], words[2]);
      case "lookup" -> lookup(words[1], words[2]);
      case "chain" -> chain(Path.of(words[1]), Integer.parseInt(words[2]));
      default -> System.exit(2);
    }
  }

  static void crl(String path, String issuerPath) throws Exception {
    X509Certificate issuer = certificate(Path.of(issuerPath));
    long before = peakKb();
    byte[] bytes = Files.readAllBytes(Path.of(path));
    double first = 0, best = 1e12;
    long after = 0;
    for (int i = 0; i < 4; i++) {
      long start = System.nanoTime();
      X509CRL crl = (X509CRL) FACTORY.generateCRL(new ByteArrayInputStream(bytes));
      crl.verify(issuer.getPublicKey());
      crl.getRevokedCertificate(BigInteger.ONE);
      double spent = (System.nanoTime() - start) / 1e6;
      if (i == 0) { first = spent; after = peakKb(); }
      best = Math.min(best, spent);
    }
    System.out.printf(Locale.ROOT, "{\"first\":%.3f,\"best\":%.3f,\"peakKb\":%d}%n", first, best, after - before);
  }

  static void lookup(String path, String serialsPath) throws Exception {
    X509CRL crl = (X509CRL) FACTORY.generateCRL(Files.newInputStream(Path.of(path)));
    byte[] serials = Files.readAllBytes(Path.of(serialsPath));
    int count = serials.length / 16;
    double best = 0;
    for (int round = 0; round < 5; round++) {
      int found = 0;
      long start = System.nanoTime();
      for (int i = 0; i < count; i++) {
        if (crl.getRevokedCertificate(new BigInteger(serials, 16 * i, 16)) != null) found++;
      }
      best = Math.max(best, count / ((System.nanoTime() - start) / 1e9));
    }
    System.out.printf(Locale.ROOT, "{\"perSecond\":%.0f}%n", best);
  }

  static void chain(Path folder, int leaves) throws Exception {
    X509Certificate issuing = certificate(folder.resolve("issuing.cer"));
    TrustAnchor anchor = new TrustAnchor(certificate(folder.resolve("root.cer")), null);
    List<Object> crls = new ArrayList<>();
    for (String name : List.of("root.crl", "issuing.crl")) {
      crls.add(FACTORY.generateCRL(Files.newInputStream(folder.resolve(name))));
    }
    PKIXParameters parameters = new PKIXParameters(Set.of(anchor));
    parameters.addCertStore(CertStore.getInstance("Collection", new CollectionCertStoreParameters(crls)));
    parameters.setRevocationEnabled(true);
    byte[][] der = new byte[leaves][];
    for (int i = 0; i < leaves; i++) der[i] = Files.readAllBytes(folder.resolve("leaves/" + i + ".cer"));
    CertPathValidator validator = CertPathValidator.getInstance("PKIX");
    int rounds = 40;
    double[] times = new double[leaves * rounds / 2];
    for (int round = 0; round < rounds; round++) {
      for (int i = 0; i < leaves; i++) {
        long start = System.nanoTime();
        X509Certificate leaf = (X509Certificate) FACTORY.generateCertificate(new ByteArrayInputStream(der[i]));
        validator.validate(FACTORY.generateCertPath(List.of(leaf, issuing)), parameters);
        if (round >= rounds / 2) times[(round - rounds / 2) * leaves + i] = (System.nanoTime() - start) / 1e3;
      }
    }
    Arrays.sort(times);
    System.out.printf(Locale.ROOT, "{\"median\":%.3f}%n", times[times.length / 2]);
  }

  static X509Certificate certificate(Path path) throws Exception {
    return (X509Certificate) FACTORY.generateCertificate(Files.newInputStream(path));
  }

  static CertificateFactory factory() {
    try {
      return CertificateFactory.getInstance("X.509");
    } catch (CertificateException error) {
      throw new IllegalStateException(error);
    }
  }

  static long peakKb() throws Exception {
    for (String line : Files.readAllLines(Path.of("/proc/self/status"))) {
      if (line.startsWith("VmHWM:")) return Long.parseLong(line.replaceAll("\\D", ""));
    }
    return 0;
  }
}
