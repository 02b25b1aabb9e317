package mailstead.admin.server;

import org.eclipse.jetty.server.Request;
import org.eclipse.jetty.server.Response;
import org.eclipse.jetty.util.Callback;

/** What is said to requests that never reach the table of routes because they are no HTTP. */
final class ErrorReply implements Request.Handler {

    @Override
    public boolean handle(Request request, Response response, Callback callback) {
        int status = response.getStatus() < 400 ? 500 : response.getStatus();
        Reply reply = Refusals.problem(status, "the request cannot be understood as HTTP");
        AdminHandler.write(reply.with("Connection", "close"), response, callback);
        return true;
    }
}
