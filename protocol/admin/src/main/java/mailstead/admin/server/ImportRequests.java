package mailstead.admin.server;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.Semaphore;
import mailstead.mail.MailException;
import mailstead.mail.Reason;
import mailstead.mail.TemporaryFailure;
import mailstead.service.provisioning.Answer;
import mailstead.service.provisioning.BulkImport;
import mailstead.service.provisioning.BulkImport.Mode;
import mailstead.service.provisioning.Caller;
import mailstead.service.provisioning.Operation;
import mailstead.service.provisioning.Order;
import mailstead.service.provisioning.Problem;
import mailstead.service.provisioning.Provisioner;
import mailstead.service.provisioning.Value.Fields;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * Many changes in one request: NDJSON in, a line for each line and one for all of them out, while
 * they are done. Shared.
 */
final class ImportRequests {

    static final String TYPE = "application/x-ndjson";
    static final int OCTETS_MAX = 16 * 1024 * 1024;

    /** For each node: what others want is done meanwhile. */
    private static final int AT_ONCE_MAX = 2;

    private static final JsonMapper JSON = JsonMapper.builder().build();
    private static final String MODE = "mode";

    private final Provisioner provisioner;
    private final Semaphore turns = new Semaphore(AT_ONCE_MAX);

    ImportRequests(Provisioner provisioner) {
        this.provisioner = provisioner;
    }

    /** Gives the request's body when it is asked for, once. */
    @FunctionalInterface
    interface Body {
        byte[] octets() throws Malformed, IOException;
    }

    /** A turn is taken before the body is read, so that few bodies are held at once. */
    Reply reply(Caller caller, RequestHead head, Body body)
            throws Malformed, MailException, IOException {
        head.demandKnown(Set.of(MODE));
        Mode mode = mode(head);
        if (!turns.tryAcquire()) {
            throw new TemporaryFailure(Reason.OVER_LIMIT, "other imports are running; try again");
        }
        boolean isBegun = false;
        try {
            BulkImport job =
                    new BulkImport(mode, lines(body.octets(), mode, head.idempotencyKey()));
            isBegun = true;
            return Reply.flowing(
                    TYPE,
                    lines -> {
                        try {
                            run(caller, job, lines);
                        } finally {
                            turns.release();
                        }
                    });
        } finally {
            if (!isBegun) {
                turns.release();
            }
        }
    }

    private void run(Caller caller, BulkImport job, Lines lines) throws IOException, MailException {
        Count count = new Count();
        Optional<String> ended = Optional.empty();
        try {
            provisioner.run(
                    caller,
                    job,
                    lines::working,
                    result -> {
                        count.take(result);
                        tell(lines, result);
                    });
        } catch (UncheckedIOException gone) {
            throw gone.getCause();
        } catch (MailException failure) {
            if (count.taken == 0) {
                throw failure;
            }
            ended = Optional.of(String.valueOf(failure.getMessage()));
        }
        ObjectNode end = JSON.createObjectNode();
        end.put("mode", word(job.mode()));
        end.put("lines", job.lines().size());
        end.put("done", count.done);
        end.put("failed", count.taken - count.done);
        end.put("complete", count.taken == job.lines().size());
        ended.ifPresent(why -> end.put("detail", why + "; send the import again"));
        lines.write(JSON.writeValueAsString(end));
    }

    private static void tell(Lines lines, BulkImport.Result result) {
        try {
            lines.write(text(result));
        } catch (IOException gone) {
            throw new UncheckedIOException(gone);
        }
    }

    private static String text(BulkImport.Result result) {
        ObjectNode line = JSON.createObjectNode();
        line.put("line", result.number());
        if (!result.kind().isEmpty()) {
            line.put("kind", result.kind());
        }
        if (!result.key().isEmpty()) {
            line.put("key", result.key());
        }
        switch (result.answer()) {
            case Answer.Done done -> {
                line.put("status", status(done.operation()));
                if (done.isRepeated()) {
                    line.put("replayed", true);
                }
            }
            case Answer.Refused refused -> {
                line.put("status", Refusals.status(refused.why()));
                line.put("detail", refused.detail());
                if (!refused.problems().isEmpty()) {
                    ArrayNode errors = line.putArray("errors");
                    refused.problems()
                            .forEach(problem ->
                                    errors.addObject()
                                            .put("pointer", problem.pointer())
                                            .put("detail", problem.detail()));
                }
            }
            case Answer.TooMany tooMany -> {
                line.put("status", 429);
                line.put("detail", tooMany.detail());
            }
        }
        return JSON.writeValueAsString(line);
    }

    private static int status(Operation operation) {
        return switch (operation) {
            case CREATE -> 201;
            case REMOVE -> 204;
            case CHANGE, SUSPEND, RESUME, PING, LIST, READ -> 200;
        };
    }

    private static Mode mode(RequestHead head) throws Malformed {
        String word = head.query().getOrDefault(MODE, word(Mode.EACH));
        return Arrays.stream(Mode.values())
                .filter(mode -> word(mode).equals(word))
                .findFirst()
                .orElseThrow(() -> RequestHead.wrong(MODE, "must be each, all or trial"));
    }

    private static String word(Mode mode) {
        return switch (mode) {
            case EACH -> "each";
            case ALL -> "all";
            case TRIAL -> "trial";
        };
    }

    /** Empty lines are counted and mean nothing. */
    private static List<BulkImport.Line> lines(byte[] body, Mode mode, Optional<String> once)
            throws Malformed {
        int linesMax = mode == Mode.EACH ? BulkImport.LINES_MAX : BulkImport.LINES_TOGETHER_MAX;
        List<BulkImport.Line> lines = new ArrayList<>();
        int number = 0;
        int begin = 0;
        while (begin < body.length) {
            int end = begin;
            while (end < body.length && body[end] != '\n') {
                end++;
            }
            number++;
            int length = end - begin - (end > begin && body[end - 1] == '\r' ? 1 : 0);
            if (length > 0) {
                if (lines.size() == linesMax) {
                    throw new Malformed(
                            413, "there may be " + linesMax + " lines at most in this mode");
                }
                lines.add(line(number, Arrays.copyOfRange(body, begin, begin + length), once));
            }
            begin = end + 1;
        }
        return lines;
    }

    private static BulkImport.Line line(int number, byte[] octets, Optional<String> once) {
        if (octets.length > Documents.OCTETS_MAX) {
            return unreadable(number, "has more than " + Documents.OCTETS_MAX + " octets");
        }
        Fields fields;
        try {
            fields = Documents.read(octets);
        } catch (Malformed malformed) {
            return unreadable(number, String.valueOf(malformed.getMessage()));
        }
        return BulkImport.line(
                number,
                fields,
                once.map(key ->
                        new Order.Once(
                                Documents.digest(key + "\n" + number, new byte[0]),
                                Documents.digest("import\n", octets))));
    }

    private static BulkImport.Line unreadable(int number, String detail) {
        return new BulkImport.Unreadable(number, List.of(new Problem("", detail)));
    }

    /** Counts what was told. */
    private static final class Count {
        private int taken;
        private int done;

        void take(BulkImport.Result result) {
            taken++;
            if (result.answer() instanceof Answer.Done) {
                done++;
            }
        }
    }
}
