package mailstead.admin.server;

import java.time.Duration;
import java.util.List;
import mailstead.mail.Reason;
import mailstead.service.provisioning.Answer;
import mailstead.service.provisioning.Answer.Why;
import mailstead.service.provisioning.Problem;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/** How a refusal is said: problem details (RFC 9457 section 3) with the fields that are wrong. */
final class Refusals {

    private static final String TYPE = "application/problem+json";
    private static final JsonMapper JSON = JsonMapper.builder().build();
    private static final String RETRY_AFTER_SECONDS = "5";

    private Refusals() {}

    static Reply of(Answer.Refused refused) {
        int status = status(refused.why());
        Reply reply = problem(status, refused.detail(), refused.problems());
        return switch (refused.why()) {
            // RFC 6750 section 3
            case UNKNOWN_TOKEN -> reply.with("WWW-Authenticate", "Bearer realm=\"mailstead\"");
            // The other conflicts do not pass by themselves.
            case KEY_BUSY -> reply.with("Retry-After", "1");
            case FORBIDDEN,
                    NOT_FOUND,
                    CONFLICT,
                    KEY_REUSED,
                    PRECONDITION_FAILED,
                    PRECONDITION_REQUIRED,
                    INVALID ->
                    reply;
        };
    }

    static Reply of(Answer.TooMany tooMany) {
        // RFC 6585 section 4
        return problem(429, tooMany.detail(), List.of())
                .with("Retry-After", Long.toString(seconds(tooMany.pause())));
    }

    private static long seconds(Duration pause) {
        return Math.max(1, pause.plusMillis(999).toSeconds());
    }

    /** What the environment's failures become. */
    static Reply of(Reason reason, String publicText) {
        int status =
                switch (reason) {
                    case DIRECTORY_UNAVAILABLE, STORAGE_UNAVAILABLE, OVER_LIMIT, SENDING_LIMIT ->
                            503;
                    case INTERNAL_ERROR,
                            MAILBOX_UNKNOWN,
                            MESSAGE_GONE,
                            FOLDER_GONE,
                            MAILBOX_SUSPENDED,
                            MAILBOX_FULL,
                            MESSAGE_TOO_BIG,
                            LOOP_DETECTED,
                            CREDENTIALS_WRONG,
                            ACCOUNT_SUSPENDED,
                            SERVICE_NOT_ALLOWED,
                            TLS_REQUIRED,
                            RELAY_DENIED,
                            SENDER_NOT_ALLOWED ->
                            500;
                };
        Reply reply = problem(status, publicText, List.of());
        return status == 503 ? reply.with("Retry-After", RETRY_AFTER_SECONDS) : reply;
    }

    static int status(Why why) {
        return switch (why) {
            case UNKNOWN_TOKEN -> 401;
            case FORBIDDEN -> 403;
            case NOT_FOUND -> 404;
            case CONFLICT, KEY_BUSY -> 409;
            case PRECONDITION_FAILED -> 412;
            case KEY_REUSED, INVALID -> 422;
            case PRECONDITION_REQUIRED -> 428;
        };
    }

    static Reply problem(int status, String detail) {
        return problem(status, detail, List.of());
    }

    static Reply problem(int status, String detail, List<Problem> problems) {
        ObjectNode problem = JSON.createObjectNode();
        problem.put("title", title(status));
        problem.put("status", status);
        problem.put("detail", detail);
        if (!problems.isEmpty()) {
            ArrayNode errors = problem.putArray("errors");
            for (Problem each : problems) {
                errors.addObject().put("pointer", each.pointer()).put("detail", each.detail());
            }
        }
        return Reply.text(status, TYPE, JSON.writeValueAsString(problem));
    }

    /** Without a type a problem's title is the status's own phrase (RFC 9457 section 4.2.1). */
    private static String title(int status) {
        return switch (status) {
            case 400 -> "Bad Request";
            case 401 -> "Unauthorized";
            case 403 -> "Forbidden";
            case 404 -> "Not Found";
            case 405 -> "Method Not Allowed";
            case 408 -> "Request Timeout";
            case 409 -> "Conflict";
            case 412 -> "Precondition Failed";
            case 413 -> "Content Too Large";
            case 415 -> "Unsupported Media Type";
            case 422 -> "Unprocessable Content";
            case 428 -> "Precondition Required";
            case 429 -> "Too Many Requests";
            case 431 -> "Request Header Fields Too Large";
            case 503 -> "Service Unavailable";
            default -> status < 500 ? "Client Error" : "Internal Server Error";
        };
    }
}
