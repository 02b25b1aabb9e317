package mailstead.admin.server;

import java.util.List;
import mailstead.service.provisioning.Problem;

/** A request that cannot be understood. Never leaves this package. */
final class Malformed extends Exception {

    private static final long serialVersionUID = 1L;

    private final int status;
    private final transient List<Problem> problems;

    Malformed(int status, String publicText) {
        this(status, publicText, List.of());
    }

    Malformed(int status, String publicText, List<Problem> problems) {
        super(publicText);
        this.status = status;
        this.problems = problems;
    }

    Reply reply() {
        return Refusals.problem(status, String.valueOf(getMessage()), problems);
    }
}
