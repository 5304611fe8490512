import com.microsoft.aad.msal4j.DeviceCodeFlowParameters;
import com.microsoft.aad.msal4j.IAuthenticationResult;
import com.microsoft.aad.msal4j.PublicClientApplication;
import com.microsoft.aad.msal4j.UserNamePasswordParameters;
import java.io.FileInputStream;
import java.security.KeyStore;
import java.security.cert.CertificateFactory;
import java.util.Set;
import java.util.concurrent.Callable;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLSocketFactory;
import javax.net.ssl.TrustManagerFactory;

/**
 * Signs in with MSAL for Java: by device code, and with passwords of test users of a managed and of a federated
 * domain. Tells one JSON object a line. Arguments: authority, client, root PEM, managed, federated, password.
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
    System.exit(0);
  }

  private static IAuthenticationResult signIn(PublicClientApplication app, String user, String password) {
    return app.acquireToken(
        UserNamePasswordParameters.builder(SCOPES, user, password.toCharArray()).build()).join();
  }

  private static void tell(String run, Callable<IAuthenticationResult> work) {
    try {
      say(run, "homeAccountId", work.call().account().homeAccountId());
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
    try (FileInputStream file = new FileInputStream(pem)) {
      roots.setCertificateEntry("root", CertificateFactory.getInstance("X.509").generateCertificate(file));
    }
    TrustManagerFactory trust = TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
    trust.init(roots);
    SSLContext context = SSLContext.getInstance("TLS");
    context.init(null, trust.getTrustManagers(), null);
    return context.getSocketFactory();
  }
}
