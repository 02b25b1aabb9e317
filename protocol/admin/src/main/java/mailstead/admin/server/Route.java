package mailstead.admin.server;

import java.util.List;
import mailstead.service.provisioning.Operation;
import mailstead.service.provisioning.Resource;

/**
 * One thing that can be asked for.
 *
 * @param method {@code GET}
 * @param template the path's parts; {@link #KEY} stands for any
 */
record Route(String method, List<String> template, Target target) {

    static final String KEY = "{key}";

    /** What answers it. */
    sealed interface Target {
        record Provision(Resource<?> resource, Operation operation) implements Target {}

        record Describe() implements Target {}

        record Explain() implements Target {}

        /** Many changes at once. */
        record Import() implements Target {}

        /** What customers used. */
        record Report() implements Target {}
    }

    boolean leads(List<String> parts) {
        if (parts.size() != template.size()) {
            return false;
        }
        for (int i = 0; i < parts.size(); i++) {
            if (!template.get(i).equals(KEY) && !template.get(i).equals(parts.get(i))) {
                return false;
            }
        }
        return true;
    }

    /** {@code /v1/accounts/{key}}. */
    String path() {
        return "/" + String.join("/", template);
    }
}
