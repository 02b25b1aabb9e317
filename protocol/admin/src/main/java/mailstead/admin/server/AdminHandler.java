package mailstead.admin.server;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.HashMap;
import java.util.HashSet;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import mailstead.admin.server.Route.Target;
import mailstead.mail.DomainName;
import mailstead.mail.Event;
import mailstead.mail.MailException;
import mailstead.mail.Reason;
import mailstead.service.provisioning.Answer;
import mailstead.service.provisioning.Caller;
import mailstead.service.provisioning.Operation;
import mailstead.service.provisioning.Order;
import mailstead.service.provisioning.Resource;
import mailstead.service.provisioning.Tokens.Entry;
import mailstead.service.provisioning.Value.Fields;
import org.eclipse.jetty.http.HttpField;
import org.eclipse.jetty.http.HttpHeader;
import org.eclipse.jetty.io.Content;
import org.eclipse.jetty.server.Handler;
import org.eclipse.jetty.server.Request;
import org.eclipse.jetty.server.Response;
import org.eclipse.jetty.util.Callback;

/** Answers one request after the other, each on its own virtual thread. Shared. */
final class AdminHandler extends Handler.Abstract {

    private static final String MERGE_PATCH = "application/merge-patch+json";
    private static final Set<String> LISTING = Set.of("limit", "cursor", "prefix");

    private final AdminServer.Services services;
    private final Vigil vigil;
    private final ImportRequests imports;

    AdminHandler(AdminServer.Services services, Vigil vigil) {
        this.services = services;
        this.vigil = vigil;
        this.imports = new ImportRequests(services.provisioner());
    }

    @Override
    public boolean handle(Request request, Response response, Callback callback) {
        SocketAddress peer = request.getConnectionMetaData().getRemoteSocketAddress();
        vigil.stepped(peer);
        long begun = System.nanoTime();
        String session = services.sessionIds().get();
        Exchange exchange = new Exchange(request);
        Reply reply;
        try {
            reply = exchange.answer();
        } catch (Malformed malformed) {
            reply = malformed.reply();
        } catch (MailException failure) {
            reply = Refusals.of(failure.reason(), String.valueOf(failure.getMessage()));
        } catch (IOException broken) {
            callback.failed(broken);
            return true;
        } catch (RuntimeException bug) {
            services.events().emit(new Event.Bug(session, "admin", bug));
            reply = Refusals.of(Reason.INTERNAL_ERROR, "something went wrong here");
        }
        services.events()
                .emit(
                        new Event.RequestAnswered(
                                session,
                                Request.getRemoteAddr(request),
                                exchange.actor,
                                request.getMethod() + " " + request.getHttpURI().getPath(),
                                reply.status(),
                                Duration.ofNanos(System.nanoTime() - begun)));
        vigil.stepped(peer);
        Callback written = Callback.from(() -> vigil.stepped(peer), callback);
        if (reply.flow().isPresent()) {
            flow(reply, reply.flow().get(), session, response, written, () -> vigil.stepped(peer));
        } else {
            write(
                    exchange.isBodyLeft ? reply.with("Connection", "close") : reply,
                    response,
                    written);
        }
        return true;
    }

    private void flow(
            Reply reply,
            Flow flow,
            String session,
            Response response,
            Callback written,
            Runnable alive) {
        headers(reply, response);
        // Closed when all is written only: closing it makes an answer whole.
        OutputStream out = Content.Sink.asOutputStream(response);
        try {
            Lines lines = new Lines(out, alive);
            flow.into(lines);
            lines.flush();
            out.close();
        } catch (MailException failure) {
            if (response.isCommitted()) {
                written.failed(failure);
            } else {
                response.reset();
                write(
                        Refusals.of(failure.reason(), String.valueOf(failure.getMessage())),
                        response,
                        written);
            }
            return;
        } catch (IOException broken) {
            written.failed(broken);
            return;
        } catch (RuntimeException bug) {
            services.events().emit(new Event.Bug(session, "admin", bug));
            written.failed(bug);
            return;
        }
        written.succeeded();
    }

    private static void headers(Reply reply, Response response) {
        response.setStatus(reply.status());
        response.getHeaders().put("Cache-Control", "no-store");
        response.getHeaders().put("X-Content-Type-Options", "nosniff");
        reply.fields().forEach((name, value) -> response.getHeaders().put(name, value));
    }

    static void write(Reply reply, Response response, Callback callback) {
        headers(reply, response);
        response.getHeaders().put("Content-Length", Integer.toString(reply.body().length));
        response.write(true, ByteBuffer.wrap(reply.body()), callback);
    }

    /** One request and what has been found out about it. */
    private final class Exchange {

        private final Request request;
        private String actor = "-";
        private boolean isBodyLeft;

        Exchange(Request request) {
            this.request = request;
            this.isBodyLeft =
                    request.getLength() > 0
                            || request.getHeaders().contains(HttpHeader.TRANSFER_ENCODING);
        }

        Reply answer() throws Malformed, MailException, IOException {
            RequestHead head = head();
            List<Route> routes =
                    Routes.all().stream().filter(route -> route.leads(head.path())).toList();
            if (routes.isEmpty()) {
                return Refusals.problem(404, "there is nothing here; see /docs");
            }
            String method = head.method().equals("HEAD") ? "GET" : head.method();
            Optional<Route> route =
                    routes.stream().filter(each -> each.method().equals(method)).findFirst();
            if (route.isEmpty()) {
                String allowed =
                        routes.stream()
                                .map(Route::method)
                                .distinct()
                                .collect(Collectors.joining(", "));
                return Refusals.problem(405, "allowed here: " + allowed).with("Allow", allowed);
            }
            return switch (route.get().target()) {
                case Target.Describe() -> Reply.json(200, OpenApi.TEXT);
                case Target.Explain() ->
                        Reply.text(200, "text/html; charset=utf-8", HumanPage.TEXT)
                                .with(
                                        "Content-Security-Policy",
                                        "default-src 'none'; style-src 'unsafe-inline'");
                case Target.Provision(var resource, var operation) ->
                        enter(
                                head,
                                caller ->
                                        reply(
                                                resource,
                                                head,
                                                call(caller, head, resource, operation)));
                case Target.Import() ->
                        enter(
                                head,
                                caller ->
                                        imports.reply(
                                                caller,
                                                head,
                                                () ->
                                                        body(
                                                                head,
                                                                Set.of(ImportRequests.TYPE),
                                                                ImportRequests.OCTETS_MAX)));
                case Target.Report() ->
                        enter(head, caller -> UsageRequests.reply(services.usage(), caller, head));
            };
        }

        private RequestHead head() throws Malformed {
            Map<String, List<String>> fields = new HashMap<>();
            for (HttpField field : request.getHeaders()) {
                fields.merge(
                        field.getLowerCaseName(),
                        List.of(field.getValue() == null ? "" : field.getValue()),
                        (before, more) -> Stream.concat(before.stream(), more.stream()).toList());
            }
            String path = request.getHttpURI().getPath();
            String query = request.getHttpURI().getQuery();
            return RequestHead.of(
                    request.getMethod(),
                    path == null ? "/" : path,
                    query == null ? "" : query,
                    fields);
        }

        private Reply enter(RequestHead head, Inside inside)
                throws Malformed, MailException, IOException {
            return switch (services.tokens().enter(head.bearer(), client())) {
                case Entry.Turned(Answer.Refused refused) -> Refusals.of(refused);
                case Entry.Turned(Answer.TooMany tooMany) -> Refusals.of(tooMany);
                case Entry.Turned(Answer.Done _) -> throw new IllegalStateException("done nothing");
                case Entry.Known(Caller caller) -> {
                    actor = caller.tokenId();
                    yield inside.reply(caller);
                }
            };
        }

        private InetAddress client() {
            return ((InetSocketAddress) request.getConnectionMetaData().getRemoteSocketAddress())
                    .getAddress();
        }

        private Answer call(
                Caller caller, RequestHead head, Resource<?> resource, Operation operation)
                throws Malformed, MailException, IOException {
            if (operation == Operation.LIST) {
                return services.provisioner().list(caller, resource, listing(head, resource));
            }
            head.demandKnown(Set.of());
            String key = head.path().size() > 2 ? head.path().get(2) : "";
            if (operation == Operation.READ) {
                return services.provisioner().read(caller, resource, key);
            }
            boolean hasDocument = operation == Operation.CREATE || operation == Operation.CHANGE;
            byte[] body = body(head, types(operation), hasDocument ? Documents.OCTETS_MAX : 0);
            Fields document = hasDocument ? Documents.read(body) : Fields.EMPTY;
            Optional<Order.Once> once =
                    head.idempotencyKey()
                            .map(name -> new Order.Once(name, fingerprint(head, body)));
            return services.provisioner()
                    .change(
                            caller,
                            resource,
                            new Order(operation, key, document, head.ifMatch(), once));
        }

        private static Set<String> types(Operation operation) {
            return switch (operation) {
                case CREATE -> Set.of(Reply.JSON);
                case CHANGE -> Set.of(Reply.JSON, MERGE_PATCH);
                case LIST, READ, REMOVE, SUSPEND, RESUME, PING -> Set.of();
            };
        }

        /**
         * @param types what it may be; none when there must be no body
         */
        private byte[] body(RequestHead head, Set<String> types, int octetsMax)
                throws Malformed, IOException {
            if (head.field("content-encoding").isPresent()) {
                throw new Malformed(415, "the body must not be encoded");
            }
            String type = head.field("content-type").orElse("").split(";", 2)[0].strip();
            if (!types.isEmpty() && types.stream().noneMatch(type::equalsIgnoreCase)) {
                throw new Malformed(
                        415,
                        "the body must be "
                                + (types.contains(Reply.JSON)
                                        ? Reply.JSON
                                        : String.join(" or ", types)));
            }
            if (request.getLength() > octetsMax) {
                throw tooLong(octetsMax);
            }
            byte[] body;
            try (InputStream input = Content.Source.asInputStream(request)) {
                body = input.readNBytes(octetsMax + 1);
            }
            if (body.length > octetsMax) {
                throw tooLong(octetsMax);
            }
            isBodyLeft = false;
            vigil.stepped(request.getConnectionMetaData().getRemoteSocketAddress());
            return body;
        }

        private static Malformed tooLong(int octetsMax) {
            return octetsMax == 0
                    ? new Malformed(400, "this request has no body")
                    : new Malformed(413, "the body may have " + octetsMax + " octets at most");
        }

        private static String fingerprint(RequestHead head, byte[] body) {
            return Documents.digest(
                    head.method() + " " + String.join("\n", head.path()) + "\n\n", body);
        }
    }

    /** What is answered to somebody who is known. */
    @FunctionalInterface
    private interface Inside {
        Reply reply(Caller caller) throws Malformed, MailException, IOException;
    }

    private static Order.Listing listing(RequestHead head, Resource<?> resource) throws Malformed {
        Set<String> known = new HashSet<>(LISTING);
        known.addAll(resource.filters());
        head.demandKnown(known);
        Map<String, String> query = head.query();
        int limit = head.limit();
        Optional<DomainName> domain = Optional.empty();
        if (query.containsKey("domain")) {
            domain = DomainName.parse(query.getOrDefault("domain", ""));
            if (domain.isEmpty()) {
                throw RequestHead.wrong("domain", "must be a domain name");
            }
        }
        Optional<String> status = Optional.ofNullable(query.get("status"));
        if (status.filter(word -> !word.equals("active") && !word.equals("suspended"))
                .isPresent()) {
            throw RequestHead.wrong("status", "must be active or suspended");
        }
        return new Order.Listing(
                Optional.ofNullable(query.get("account")),
                Optional.ofNullable(query.get("customer")),
                domain,
                status,
                query.getOrDefault("prefix", ""),
                query.getOrDefault("cursor", ""),
                limit);
    }

    private static Reply reply(Resource<?> resource, RequestHead head, Answer answer)
            throws Malformed {
        return switch (answer) {
            case Answer.Refused refused -> Refusals.of(refused);
            case Answer.TooMany tooMany -> Refusals.of(tooMany);
            case Answer.Done done -> done(resource, head, done);
        };
    }

    private static Reply done(Resource<?> resource, RequestHead head, Answer.Done done)
            throws Malformed {
        Reply reply =
                switch (done.operation()) {
                    case LIST -> Reply.json(200, done.json());
                    case READ ->
                            head.field("if-none-match")
                                            .filter(tag -> tag.equals(quoted(done.etag())))
                                            .isPresent()
                                    ? Reply.empty(304)
                                    : Reply.json(200, done.json());
                    case CHANGE, SUSPEND, RESUME, PING -> Reply.json(200, done.json());
                    case CREATE ->
                            Reply.json(201, done.json())
                                    .with("Location", location(resource, done.key()));
                    case REMOVE -> Reply.empty(204);
                };
        if (!done.etag().isEmpty()) {
            reply = reply.with("ETag", quoted(done.etag()));
        }
        return done.isRepeated() ? reply.with("Idempotency-Replayed", "true") : reply;
    }

    private static String quoted(String etag) {
        return '"' + etag + '"';
    }

    private static String location(Resource<?> resource, String key) {
        return "/" + Routes.VERSION + "/" + resource.name() + "/" + encoded(key);
    }

    /** All but the unreserved characters of RFC 3986 section 2.3. */
    static String encoded(String key) {
        StringBuilder encoded = new StringBuilder();
        for (byte octet : key.getBytes(StandardCharsets.UTF_8)) {
            char c = (char) (octet & 0xFF);
            boolean isUnreserved =
                    c >= 'a' && c <= 'z'
                            || c >= 'A' && c <= 'Z'
                            || c >= '0' && c <= '9'
                            || "-._~@".indexOf(c) >= 0;
            encoded.append(
                    isUnreserved
                            ? String.valueOf(c)
                            : "%" + HexFormat.of().withUpperCase().toHexDigits(octet));
        }
        return encoded.toString();
    }
}
