package mailstead.admin.server;

import mailstead.service.provisioning.Operation;
import mailstead.service.provisioning.Resource;

/** One sentence for people about each operation. */
final class Summaries {

    static final String IMPORT =
            "Does many changes, one on each line of NDJSON; tries them with mode=trial.";
    static final String USAGE = "Tells what customers used, day by day, as JSON or CSV.";

    private Summaries() {}

    static String of(Resource<?> resource, Operation operation) {
        String noun = resource.noun();
        return switch (operation) {
            case LIST -> "Lists " + resource.name() + ".";
            case READ -> "Shows one " + noun + ".";
            case CREATE -> "Makes a new " + noun + ".";
            case CHANGE -> "Changes what is given of one " + noun + " and leaves the rest.";
            case REMOVE -> "Removes one " + noun + ".";
            case SUSPEND -> "Stops service for one " + noun + "; deletes nothing.";
            case RESUME -> "Serves one " + noun + " again.";
            case PING ->
                    "Has one "
                            + noun
                            + " told something that means nothing; what it answers is seen by reading it soon after.";
        };
    }
}
