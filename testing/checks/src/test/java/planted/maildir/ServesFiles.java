package planted.maildir;

/** Breaks a rule on purpose. */
public final class ServesFiles {
    com.sun.net.httpserver.HttpServer server() throws java.io.IOException {
        return com.sun.net.httpserver.HttpServer.create();
    }
}
