package mailstead.service.routing;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;
import mailstead.mail.Address;
import mailstead.mail.DomainName;
import mailstead.mail.TemporaryFailure;
import mailstead.spi.Account;
import mailstead.spi.Domain;
import mailstead.spi.Status;
import mailstead.testkit.InMemoryDirectory;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class OwnershipTest {

    private final InMemoryDirectory directory =
            InMemoryDirectory.serving("a.example", "all.example");
    private final Account tevie =
            directory.addUser("tevie", List.of(), "tevie@a.example", "milk@a.example");
    private final Account golde = directory.addUser("golde@a.example", List.of(), "g@a.example");
    private final Ownership ownership =
            new Ownership(directory, RoutingRules.defaults(address("tevie@a.example")));

    OwnershipTest() throws Exception {
        directory.addAlias("dairy@a.example", "cheese@a.example");
        directory.addAlias("cheese@a.example", "tevie@a.example", "far@far.example");
        directory.addAlias("loop@a.example", "pool@a.example");
        directory.addAlias("pool@a.example", "loop@a.example");
        DomainName all = DomainName.parse("all.example").orElseThrow();
        directory.setDomain(
                new Domain(
                        all,
                        InMemoryDirectory.CUSTOMER,
                        Status.ACTIVE,
                        Status.ACTIVE,
                        Address.parse("tevie@a.example"),
                        Optional.empty()));
    }

    private static Address address(String text) {
        return Address.parse(text).orElseThrow();
    }

    @ParameterizedTest
    @CsvSource({
        "tevie@a.example, true",
        "TEVIE@A.example, true",
        "tevie+list@a.example, true",
        "milk@a.example, true",
        "dairy@a.example, true",
        "anything@all.example, true",
        "postmaster@a.example, true",
        "golde@a.example, false",
        "g@a.example, false",
        "loop@a.example, false",
        "nobody@a.example, false",
        "tevie@far.example, false",
        "far@far.example, false",
    })
    void isWhoseMailItIs(String address, boolean own) throws Exception {
        assertThat(ownership.reaches(address(address), tevie)).isEqualTo(own);
    }

    @Test
    void aLoginCountsWhereNobodyHasTheAddress() throws Exception {
        assertThat(ownership.reaches(address("Golde@a.example"), golde)).isTrue();
        directory.addAlias("golde@a.example", "tevie@a.example");
        assertThat(ownership.reaches(address("golde@a.example"), golde)).isFalse();
    }

    @Test
    void whoIsFarDownInAListMayNotUseIt() throws Exception {
        String[] members =
                IntStream.range(0, 5_000)
                        .mapToObj(i -> "m" + i + "@far.example")
                        .toArray(String[]::new);
        members[4_999] = "tevie@a.example";
        directory.addAlias("big@a.example", members);
        int before = directory.lookups();
        assertThat(ownership.reaches(address("big@a.example"), tevie)).isFalse();
        assertThat(directory.lookups() - before).isLessThan(2_000);
    }

    @Test
    void aCustomerHasItsDomains() throws Exception {
        assertThat(ownership.isOfCustomer(address("x@a.example"), InMemoryDirectory.CUSTOMER))
                .isTrue();
        assertThat(ownership.isOfCustomer(address("x@a.example"), "c-2")).isFalse();
        assertThat(ownership.isOfCustomer(address("x@far.example"), InMemoryDirectory.CUSTOMER))
                .isFalse();
    }

    @Test
    void doubtIsNotNo() {
        directory.fail(true);
        assertThatExceptionOfType(TemporaryFailure.class)
                .isThrownBy(() -> ownership.reaches(address("tevie@a.example"), tevie));
    }
}
