package mailstead.node.demo;

import java.io.PrintStream;
import java.util.ArrayList;
import java.util.List;

/**
 * Does numbered steps in order, says what each saw, and counts those that passed. Confined to one
 * thread.
 */
final class Steps {

    private final PrintStream out;
    private int passed;

    /** What a step does; it tells what it saw, line by line. */
    @FunctionalInterface
    interface Work {
        void run(Notes notes) throws Exception;
    }

    /** What a step saw. */
    static final class Notes {
        private final List<String> lines = new ArrayList<>();

        void say(String line) {
            line.lines().forEach(lines::add);
        }

        /** Goes on only if it holds. */
        void expect(boolean holds, String expected, Object got) throws StepFailed {
            if (!holds) {
                throw new StepFailed(expected, String.valueOf(got));
            }
        }
    }

    /** Something came out otherwise than it must. */
    static final class StepFailed extends Exception {
        private static final long serialVersionUID = 1L;

        StepFailed(String expected, String got) {
            super("expected: " + expected + System.lineSeparator() + "came:     " + got);
        }
    }

    Steps(PrintStream out) {
        this.out = out;
    }

    /**
     * @return whether it passed
     */
    boolean step(String title, Work work) throws InterruptedException {
        out.printf("[%2d] %s%n", passed + 1, title);
        out.flush();
        Notes notes = new Notes();
        try {
            work.run(notes);
        } catch (InterruptedException stop) {
            throw stop;
        } catch (Exception failure) { // whatever it is, the reader must learn of it
            print(notes);
            out.println("     FAILED");
            String text =
                    failure instanceof StepFailed
                            ? String.valueOf(failure.getMessage())
                            : failure.toString();
            text.lines().forEach(line -> out.println("     " + line));
            out.flush();
            return false;
        }
        print(notes);
        passed++;
        out.flush();
        return true;
    }

    int passed() {
        return passed;
    }

    private void print(Notes notes) {
        notes.lines.forEach(line -> out.println("     " + line));
    }
}
