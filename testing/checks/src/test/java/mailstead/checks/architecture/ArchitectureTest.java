package mailstead.checks.architecture;

import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.lang.EvaluationResult;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

final class ArchitectureTest {

    private static final JavaClasses OURS =
            new ClassFileImporter()
                    .withImportOption(ImportOption.Predefined.DO_NOT_INCLUDE_TESTS)
                    .withImportOption(location -> !location.contains("testkit"))
                    .importPackages("mailstead");

    private static final JavaClasses PLANTED = new ClassFileImporter().importPackages("planted");

    static List<Rules.Rule> ours() {
        return Rules.below("mailstead");
    }

    static List<Rules.Rule> planted() {
        return Rules.below("planted");
    }

    @ParameterizedTest
    @MethodSource("ours")
    void holds(Rules.Rule rule) {
        rule.rule().allowEmptyShould(true).check(OURS);
    }

    @ParameterizedTest
    @MethodSource("planted")
    void catchesItsPlantedViolation(Rules.Rule rule) {
        EvaluationResult result = rule.rule().evaluate(PLANTED);
        String simpleName = rule.plantedClass().substring(rule.plantedClass().lastIndexOf('.') + 1);
        assertThat(result.getFailureReport().getDetails())
                .as("violations of: " + rule.title())
                .anyMatch(detail -> detail.contains(simpleName));
    }

    @Test
    void looksAtTheWholeProgram() {
        assertThat(
                        Stream.of(
                                "mail",
                                "spi",
                                "fs",
                                "service",
                                "wire",
                                "smtp",
                                "pop3",
                                "imap",
                                "maildir",
                                "directory",
                                "node"))
                .allMatch(room ->
                        OURS.stream()
                                .anyMatch(type ->
                                        type.getPackageName().startsWith("mailstead." + room)));
    }
}
