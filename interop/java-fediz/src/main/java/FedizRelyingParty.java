import java.io.File;
import java.io.IOException;
import java.util.Map;
import javax.servlet.http.HttpServlet;
import javax.servlet.http.HttpServletRequest;
import javax.servlet.http.HttpServletResponse;
import org.apache.cxf.fediz.core.config.FedizConfigurator;
import org.apache.cxf.fediz.core.config.FedizContext;
import org.apache.cxf.fediz.core.exception.ProcessingException;
import org.apache.cxf.fediz.core.handler.LogoutHandler;
import org.apache.cxf.fediz.core.handler.SigninHandler;
import org.apache.cxf.fediz.core.processor.FedizProcessorFactory;
import org.apache.cxf.fediz.core.processor.FedizResponse;
import org.apache.cxf.fediz.core.processor.RedirectionResponse;
import org.eclipse.jetty.http.HttpVersion;
import org.eclipse.jetty.server.HttpConfiguration;
import org.eclipse.jetty.server.HttpConnectionFactory;
import org.eclipse.jetty.server.SecureRequestCustomizer;
import org.eclipse.jetty.server.Server;
import org.eclipse.jetty.server.ServerConnector;
import org.eclipse.jetty.server.SslConnectionFactory;
import org.eclipse.jetty.servlet.ServletContextHandler;
import org.eclipse.jetty.servlet.ServletHolder;
import org.eclipse.jetty.util.ssl.SslContextFactory;

/**
 * A web application whose people sign in by WS-Federation: every word of the protocol is Apache CXF Fediz, what is here
 * keeps its answer in the session. Arguments: Fediz's configuration, a PKCS #12 file for TLS, its password, a port.
 */
public final class FedizRelyingParty extends HttpServlet {
  private static final String PERSON = "person";
  private final FedizContext fediz;

  private FedizRelyingParty(FedizContext fediz) {
    this.fediz = fediz;
  }

  public static void main(String[] arguments) throws Exception {
    FedizConfigurator configurator = new FedizConfigurator();
    configurator.loadConfig(new File(arguments[0]));
    Server server = new Server();
    server.addConnector(createTls(server, arguments[1], arguments[2], Integer.parseInt(arguments[3])));
    ServletContextHandler context = new ServletContextHandler(ServletContextHandler.SESSIONS);
    context.setContextPath("/");
    context.addServlet(new ServletHolder(new FedizRelyingParty(configurator.getFedizContext("/"))), "/*");
    server.setHandler(context);
    server.start();
    System.out.println("{\"run\":\"listening\"}");
  }

  private static ServerConnector createTls(Server server, String file, String password, int port) {
    SslContextFactory.Server tls = new SslContextFactory.Server();
    tls.setKeyStoreType("PKCS12");
    tls.setKeyStorePath(file);
    tls.setKeyStorePassword(password);
    HttpConfiguration https = new HttpConfiguration();
    https.addCustomizer(new SecureRequestCustomizer(false));
    ServerConnector connector =
        new ServerConnector(
            server,
            new SslConnectionFactory(tls, HttpVersion.HTTP_1_1.asString()),
            new HttpConnectionFactory(https));
    connector.setHost("127.0.0.1");
    connector.setPort(port);
    return connector;
  }

  @Override
  protected void service(HttpServletRequest request, HttpServletResponse response) throws IOException {
    LogoutHandler logout = new LogoutHandler(fediz, "");
    SigninHandler<FedizResponse> signIn = new Keeping(fediz);
    if (logout.canHandleRequest(request)) {
      request.getSession().removeAttribute(PERSON);
      logout.handleRequest(request, response);
    } else if (signIn.canHandleRequest(request)) {
      FedizResponse accepted = signIn.handleRequest(request, response);
      if (accepted == null) {
        response.sendError(HttpServletResponse.SC_FORBIDDEN);
        return;
      }
      request.getSession().setAttribute(PERSON, accepted);
      response.sendRedirect("/");
    } else if (request.getSession().getAttribute(PERSON) instanceof FedizResponse person) {
      show(person, response);
    } else {
      ask(request, response);
    }
  }

  private void ask(HttpServletRequest request, HttpServletResponse response) throws IOException {
    try {
      RedirectionResponse redirection =
          FedizProcessorFactory.newFedizProcessor(fediz.getProtocol()).createSignInRequest(request, fediz);
      for (Map.Entry<String, String> header : redirection.getHeaders().entrySet()) {
        response.addHeader(header.getKey(), header.getValue());
      }
      response.sendRedirect(redirection.getRedirectionURL());
    } catch (ProcessingException exception) {
      throw new IOException(exception);
    }
  }

  private static void show(FedizResponse person, HttpServletResponse response) throws IOException {
    response.setContentType("text/html; charset=utf-8");
    response.getWriter().println("<h1>Inside</h1><pre>");
    response.getWriter().println("name=" + person.getUsername());
    response.getWriter().println("issuer=" + person.getIssuer());
    response.getWriter().println("audience=" + person.getAudience());
    person.getClaims().forEach(claim -> writeClaim(response, claim.getClaimType() + "=" + claim.getValue()));
    response.getWriter().println("</pre>");
  }

  private static void writeClaim(HttpServletResponse response, String line) {
    try {
      response.getWriter().println(line.replace("&", "&amp;").replace("<", "&lt;"));
    } catch (IOException exception) {
      throw new java.io.UncheckedIOException(exception);
    }
  }

  /** Fediz leaves to the application what becomes of an answer that it has verified. */
  private static final class Keeping extends SigninHandler<FedizResponse> {
    Keeping(FedizContext fediz) {
      super(fediz);
    }

    @Override
    protected FedizResponse createPrincipal(
        HttpServletRequest request, HttpServletResponse response, FedizResponse answer) {
      return answer;
    }
  }
}
