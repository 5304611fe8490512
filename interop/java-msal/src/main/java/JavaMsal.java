import com.microsoft.aad.msal4j.ClientCredentialFactory;
import com.microsoft.aad.msal4j.ClientCredentialParameters;
import com.microsoft.aad.msal4j.ConfidentialClientApplication;
import com.microsoft.aad.msal4j.DeviceCodeFlowParameters;
import com.microsoft.aad.msal4j.IAuthenticationResult;
import com.microsoft.aad.msal4j.PublicClientApplication;
import com.microsoft.aad.msal4j.UserNamePasswordParameters;
import java.io.FileInputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyFactory;
import java.security.KeyStore;
import java.security.PrivateKey;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.security.spec.PKCS8EncodedKeySpec;
import java.util.Base64;
import java.util.Set;
import java.util.concurrent.Callable;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLSocketFactory;
import javax.net.ssl.TrustManagerFactory;

/**
 * Signs in with MSAL for Java: by device code, with passwords of test users of a managed and of a federated domain, and
 * as an application by its certificate. Tells one JSON object a line. Arguments: authority, client, root PEM, managed,
 * federated, password; application, certificate PEM, key PEM, scope.
 */
public final class JavaMsal {
  private static final Set<String> SCOPES = Set.of("User.Read");

  public static void main(String[] words) throws Exception {
    String authority = words[0], client = words[1], managed = words[3], federated = words[4], password = words[5];
    PublicClientApplication app = PublicClientApplication.builder(client)
        .authority(authority)
        .validateAuthority(false)
        .instanceDiscovery(false)
        .sslSocketFactory(trusting(words[2]))
        .build();
    tell("device-code", () -> app.acquireToken(DeviceCodeFlowParameters
        .builder(SCOPES, code -> say("device", "userCode", code.userCode())).build()).join());
    tell("managed", () -> signIn(app, managed, password));
    tell("federated", () -> signIn(app, federated, password));
    tell("federated-wrong", () -> signIn(app, federated, "wrong"));
    for (boolean x5c : new boolean[] {false, true}) {
      tell(x5c ? "client-certificate-x5c" : "client-certificate",
          () -> proveApplication(authority, words[6], words[7], words[8], words[9], words[2], x5c));
    }
    System.exit(0);
  }

  private static IAuthenticationResult signIn(PublicClientApplication app, String user, String password) {
    return app.acquireToken(
        UserNamePasswordParameters.builder(SCOPES, user, password.toCharArray()).build()).join();
  }

  private static IAuthenticationResult proveApplication(
      String authority, String application, String certificate, String key, String scope, String root, boolean x5c)
      throws Exception {
    return ConfidentialClientApplication
        .builder(application, ClientCredentialFactory.createFromCertificate(readKey(key), readCertificate(certificate)))
        .authority(authority)
        .validateAuthority(false)
        .instanceDiscovery(false)
        .sendX5c(x5c)
        .sslSocketFactory(trusting(root))
        .build()
        .acquireToken(ClientCredentialParameters.builder(Set.of(scope)).build()).join();
  }

  private static void tell(String run, Callable<IAuthenticationResult> work) {
    try {
      IAuthenticationResult result = work.call();
      if (result.account() == null) say(run, "accessToken", result.accessToken());
      else say(run, "homeAccountId", result.account().homeAccountId());
    } catch (Exception failure) {
      say(run, "error", String.valueOf(failure.getMessage()));
    }
  }

  private static void say(String run, String name, String value) {
    String escaped = value.replace("\\", "\\\\").replace("\"", "\\\"").replaceAll("\\p{Cntrl}", " ");
    System.out.println("{\"run\":\"" + run + "\",\"" + name + "\":\"" + escaped + "\"}");
  }

  private static SSLSocketFactory trusting(String pem) throws Exception {
    KeyStore roots = KeyStore.getInstance(KeyStore.getDefaultType());
    roots.load(null);
    roots.setCertificateEntry("root", readCertificate(pem));
    TrustManagerFactory trust = TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
    trust.init(roots);
    SSLContext context = SSLContext.getInstance("TLS");
    context.init(null, trust.getTrustManagers(), null);
    return context.getSocketFactory();
  }

  private static X509Certificate readCertificate(String pem) throws Exception {
    try (FileInputStream file = new FileInputStream(pem)) {
      return (X509Certificate) CertificateFactory.getInstance("X.509").generateCertificate(file);
    }
  }

  private static PrivateKey readKey(String pem) throws Exception {
    String text = Files.readString(Path.of(pem)).replaceAll("-----[^-]*-----|\\s", "");
    return KeyFactory.getInstance("RSA").generatePrivate(new PKCS8EncodedKeySpec(Base64.getDecoder().decode(text)));
  }
}
