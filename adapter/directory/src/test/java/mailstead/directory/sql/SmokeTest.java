package mailstead.directory.sql;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.*;
import mailstead.mail.*;
import mailstead.spi.*;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SmokeTest {
    @Test
    void addsAndFinds(@TempDir Path folder) throws Exception {
        try (SqliteDirectory d =
                SqliteDirectory.open(SqliteSettings.of(folder.resolve("d.sqlite"), SqliteSettings.Mode.CREATE))) {
            d.addCustomer(new Customer("c1", "n", Status.ACTIVE, Optional.empty(), Map.of("a", "b")));
            d.addVolume(new Volume("mail1", "/mail1", "m", 100));
            d.addDomain(new Domain(new DomainName("x.example"), "c1", Status.ACTIVE, Status.ACTIVE, Optional.empty(), Optional.empty()));
            Address tevie = Address.parse("Tevie@x.example").orElseThrow();
            d.addAccount(new Account("Tevie", "c1", List.of(tevie), List.of("{X}y"), new Home("mail1", "12/34/tevie"),
                    Optional.of(new Owner(2001, 2001)), Quota.NONE, EnumSet.allOf(MailService.class), Status.ACTIVE, Status.ACTIVE, Map.of("k", "v")));
            assertThat(d.account("TEVIE")).isPresent();
            assertThat(d.addressee(tevie)).isPresent();
            Address list = Address.parse("list@x.example").orElseThrow();
            d.addAlias(new Alias(list, "c1", List.of(tevie)));
            assertThat(d.addressee(list)).isPresent();
            System.out.println(d.accounts().get(0).addresses() + " " + d.accounts().get(0).attributes());
        }
    }
}
