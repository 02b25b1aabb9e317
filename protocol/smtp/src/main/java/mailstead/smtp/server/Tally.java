package mailstead.smtp.server;

/** What is counted over a connection, to end one that goes too far. Confined to its session. */
final class Tally {

    private int commands;
    private int errors;
    private int transactions;

    int addCommand() {
        return ++commands;
    }

    /** A refusal that the client caused. */
    void addError() {
        errors++;
    }

    int errors() {
        return errors;
    }

    int addTransaction() {
        return ++transactions;
    }

    int transactions() {
        return transactions;
    }
}
