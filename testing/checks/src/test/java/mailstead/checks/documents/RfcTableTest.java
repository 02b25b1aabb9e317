package mailstead.checks.documents;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** {@code docs/protocol/rfc.tsv} and the citations in the code, both ways. */
final class RfcTableTest {

    private static final Path ROOT = Path.of("..", "..");
    private static final Pattern CITATION =
            Pattern.compile("RFC (\\d{3,5})(?:,? sections? (\\d+(?:\\.\\d+)*))?");
    private static final Set<String> STATUSES = Set.of("done", "partial", "not planned");

    /**
     * One line: an RFC's section ({@code *} for all that is not listed by itself) and how far we
     * are.
     */
    private record Row(String rfc, String section, String status, String note) {

        boolean covers(String cited) {
            return section.equals("*")
                    || cited.equals(section)
                    || cited.startsWith(section + ".")
                    || cited.isEmpty();
        }
    }

    @Test
    void everyCitationHasARow() throws IOException {
        List<Row> rows = rows();
        Set<String> missing = new TreeSet<>();
        for (String[] citation : citations()) {
            if (rows.stream()
                    .noneMatch(row -> row.rfc().equals(citation[0]) && row.covers(citation[1]))) {
                missing.add("RFC " + citation[0] + " section " + citation[1]);
            }
        }
        assertThat(missing).as("cited in the code, absent from rfc.tsv").isEmpty();
    }

    @Test
    void everyRowThatIsDoneIsCited() throws IOException {
        List<String[]> citations = citations();
        List<Row> unfounded =
                rows().stream()
                        .filter(row -> !row.status().equals("not planned"))
                        .filter(row ->
                                citations.stream()
                                        .noneMatch(citation -> citation[0].equals(row.rfc())))
                        .toList();
        assertThat(unfounded).as("in rfc.tsv, cited nowhere in the code").isEmpty();
    }

    @Test
    void rowsAreWellFormedAndUnique() throws IOException {
        List<Row> rows = rows();
        assertThat(rows).isNotEmpty().allMatch(row -> STATUSES.contains(row.status()));
        assertThat(rows.stream().map(row -> row.rfc() + " " + row.section()))
                .doesNotHaveDuplicates();
        assertThat(rows)
                .filteredOn(row -> !row.status().equals("done"))
                .allMatch(row -> !row.note().isBlank());
    }

    private static List<Row> rows() throws IOException {
        List<Row> rows = new ArrayList<>();
        for (String line : Files.readAllLines(ROOT.resolve("docs/protocol/rfc.tsv"))) {
            if (!line.isBlank() && !line.startsWith("#") && !line.startsWith("rfc\t")) {
                String[] fields = line.split("\t", -1);
                assertThat(fields).as(line).hasSizeBetween(3, 4);
                rows.add(
                        new Row(
                                fields[0],
                                fields[1],
                                fields[2],
                                fields.length > 3 ? fields[3] : ""));
            }
        }
        return rows;
    }

    private static List<String[]> citations() throws IOException {
        List<String[]> citations = new ArrayList<>();
        try (Stream<Path> all = Files.walk(ROOT)) {
            for (Path file :
                    (Iterable<Path>) all.filter(RfcTableTest::isProductionCode)::iterator) {
                // A citation may run over a line's end inside a comment.
                String text = Files.readString(file).replaceAll("\\s*\\n\\s*(\\*|//)?\\s*", " ");
                Matcher matcher = CITATION.matcher(text);
                while (matcher.find()) {
                    citations.add(
                            new String[] {
                                matcher.group(1), matcher.group(2) == null ? "" : matcher.group(2)
                            });
                }
            }
        }
        return citations;
    }

    private static boolean isProductionCode(Path file) {
        String path = file.toString();
        return path.endsWith(".java")
                && path.contains("src/main/java")
                && !path.contains("testkit");
    }
}
