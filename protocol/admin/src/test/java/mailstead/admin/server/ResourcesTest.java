package mailstead.admin.server;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import mailstead.admin.server.Office.Told;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Each kind of resource from its making to its end. */
final class ResourcesTest {

    @TempDir private Path folder;
    private Office office;

    @BeforeEach
    void open() throws Exception {
        office = new Office(folder);
    }

    @AfterEach
    void close() {
        office.close();
    }

    @Test
    void aCustomerLives() throws Exception {
        Told made =
                office.post(
                        "/v1/customers",
                        """
                        {"customerId":"c-1","name":"Example Ltd","billingReference":"B 7","attributes":{"plan":"gold"}}
                        """);
        assertThat(made.status()).as(made.toString()).isEqualTo(201);
        assertThat(made.field("Location")).isEqualTo("/v1/customers/c-1");
        Told read = office.get(office.operator, "/v1/customers/c-1");
        assertThat(read.json())
                .isEqualTo(
                        Office.JSON.readTree(
                                """
                                {"customerId":"c-1","name":"Example Ltd","billingReference":"B 7",
                                 "attributes":{"plan":"gold"},"status":"active"}
                                """));
        assertThat(read.etag()).isEqualTo(made.etag()).matches("\"[A-Za-z0-9_-]{22}\"");
        Told changed =
                office.send(
                        "PATCH",
                        office.operator,
                        "/v1/customers/c-1",
                        "{\"name\":\"Other\",\"billingReference\":null,\"attributes\":{\"x\":\"y\"}}",
                        "If-Match",
                        read.etag());
        assertThat(changed.status()).as(changed.toString()).isEqualTo(200);
        assertThat(changed.json())
                .isEqualTo(
                        Office.JSON.readTree(
                                """
                                {"customerId":"c-1","name":"Other","attributes":{"plan":"gold","x":"y"},"status":"active"}
                                """));
        Told suspended = office.post("/v1/customers/c-1/suspend", "");
        assertThat(suspended.json().get("status").asString()).isEqualTo("suspended");
        Told resumed = office.post("/v1/customers/c-1/resume", "");
        assertThat(resumed.json()).isEqualTo(changed.json());
        assertThat(resumed.etag()).isEqualTo(changed.etag());
        Told removed =
                office.send(
                        "DELETE",
                        office.operator,
                        "/v1/customers/c-1",
                        "",
                        "If-Match",
                        changed.etag());
        assertThat(removed.status()).isEqualTo(204);
        assertThat(office.get(office.operator, "/v1/customers/c-1").status()).isEqualTo(404);
    }
}
