package mailstead.maildir;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.atomic.AtomicBoolean;
import mailstead.fs.Errno;
import mailstead.fs.FileFailure;
import mailstead.fs.FileSystem;
import mailstead.mail.MailException;
import mailstead.mail.Reason;
import mailstead.spi.Account;
import mailstead.spi.Home;
import mailstead.spi.MailStore;
import mailstead.spi.Maildrop;
import mailstead.spi.Quota;
import mailstead.spi.Status;
import mailstead.testkit.contract.MailStoreContract;
import mailstead.testkit.fs.FaultyFileSystem;
import mailstead.testkit.fs.FaultyFileSystem.Call;
import mailstead.testkit.fs.FaultyFileSystem.Fault;
import mailstead.testkit.fs.MemoryFileSystem;
import org.junit.jupiter.api.Test;

/**
 * Every file call of a delivery and of a collection fails, or happens and reports a failure, or is
 * the last before a power cut. Afterwards an acknowledged message exists exactly once, one that was
 * not is whole or not there.
 */
class FaultTest {

    private static final int CALLS_MAX = 200;
    private static final byte[] SMALL =
            "Subject: x\r\n\r\nhello\r\n".getBytes(StandardCharsets.US_ASCII);
    private static final byte[] LARGE =
            "0123456789\r\n".repeat(30_000).getBytes(StandardCharsets.US_ASCII);

    private enum Kind {
        FAILS,
        HAPPENS_AND_FAILS,
        CRASH_KEEPS_NAMES,
        CRASH_DROPS_NAMES
    }

    private static final class At implements Fault {
        private final int number;
        private final Kind kind;
        private final AtomicBoolean isReached = new AtomicBoolean();

        At(int number, Kind kind) {
            this.number = number;
            this.kind = kind;
        }

        private boolean isCrash() {
            return kind == Kind.CRASH_KEEPS_NAMES || kind == Kind.CRASH_DROPS_NAMES;
        }

        @Override
        public void before(Call call) throws IOException {
            boolean isHit = call.number() == number || isCrash() && call.number() > number;
            if (isHit && kind != Kind.HAPPENS_AND_FAILS) {
                isReached.set(true);
                throw new FileFailure(call.name(), call.path(), Errno.EIO);
            }
        }

        @Override
        public void after(Call call) throws IOException {
            if (call.number() == number && kind == Kind.HAPPENS_AND_FAILS) {
                isReached.set(true);
                throw new FileFailure(call.name(), call.path(), Errno.EIO);
            }
        }
    }

    @Test
    void deliveriesOfOneCopy() throws Exception {
        for (Kind kind : Kind.values()) {
            everyCall(kind, SMALL, List.of("tevie"), MailStore.Mode.ALL, false);
            everyCall(kind, SMALL, List.of("tevie"), MailStore.Mode.ALL, true);
            everyCall(kind, LARGE, List.of("tevie"), MailStore.Mode.ALL, true);
        }
    }

    @Test
    void deliveriesOfSeveralCopies() throws Exception {
        for (Kind kind : Kind.values()) {
            for (MailStore.Mode mode : MailStore.Mode.values()) {
                everyCall(kind, SMALL, List.of("one", "two", "three"), mode, true);
                everyCall(kind, LARGE, List.of("one", "two"), mode, true);
            }
        }
    }

    private static void everyCall(
            Kind kind, byte[] message, List<String> logins, MailStore.Mode mode, boolean isWarm)
            throws Exception {
        for (int number = 1; number < CALLS_MAX; number++) {
            MemoryFileSystem memory = new MemoryFileSystem();
            memory.mkdir("/v1", 0755);
            memory.syncFolder("/");
            FaultyFileSystem files = new FaultyFileSystem(memory);
            List<Account> accounts = logins.stream().map(FaultTest::account).toList();
            At fault = new At(number, kind);
            List<MailStore.Result> results;
            try (StoreFixture fixture = new StoreFixture(files, "/v1")) {
                if (isWarm) {
                    for (Account account : accounts) {
                        warmUp(fixture.store(), account);
                        memory.syncFolder("/v1/" + account.home().path() + "/new");
                    }
                }
                files.set(fault);
                results = deliver(fixture.store(), accounts, message, mode);
                fixture.awaitRest();
            }
            // Whoever died stays dead: nothing that it had begun goes on beside the next one.
            FileSystem after = fault.isCrash() ? memory : files;
            if (fault.isCrash()) {
                memory.crash(kind == Kind.CRASH_KEEPS_NAMES);
            } else {
                files.set(Fault.NONE);
            }
            String what =
                    kind + " at call " + number + " of " + logins + " " + mode + " " + results;
            try (StoreFixture healthy = new StoreFixture(after, "/v1")) {
                for (int i = 0; i < accounts.size(); i++) {
                    check(healthy.store(), accounts.get(i), results.get(i), message, what);
                }
                assertThat(deliver(healthy.store(), accounts, message, mode))
                        .as(what)
                        .allMatch(MailStore.Result.Stored.class::isInstance);
            }
            if (!fault.isReached.get()) {
                return;
            }
        }
        throw new AssertionError("more calls than expected");
    }

    private static void warmUp(MailStore store, Account account) throws MailException {
        deliver(store, List.of(account), SMALL, MailStore.Mode.ALL);
        Maildrop drop = store.open(account);
        drop.remove(drop.entries());
    }

    private static void check(
            MailStore store, Account account, MailStore.Result result, byte[] message, String what)
            throws Exception {
        Maildrop drop = store.open(account);
        List<Maildrop.Entry> added = drop.entries();
        switch (result) {
            case MailStore.Result.Stored stored -> {
                assertThat(added).as(what).hasSize(1);
                assertThat(stored.name()).as(what).startsWith(added.getFirst().uid());
            }
            case MailStore.Result.Failed failed -> {
                assertThat(failed.why().reason()).as(what).isEqualTo(Reason.STORAGE_UNAVAILABLE);
                assertThat(added.size()).as(what).isLessThanOrEqualTo(1);
            }
            case MailStore.Result.Withdrawn _ ->
                    assertThat(added.size()).as(what).isLessThanOrEqualTo(1);
        }
        if (!what.startsWith("CRASH") && !(result instanceof MailStore.Result.Stored)) {
            assertThat(added).as(what).isEmpty();
        }
        for (Maildrop.Entry entry : added) {
            try (InputStream in = drop.read(entry).open()) {
                assertThat(in.readAllBytes()).as(what).isEqualTo(message);
            }
        }
    }

    @Test
    void collections() throws Exception {
        for (Kind kind : List.of(Kind.FAILS, Kind.HAPPENS_AND_FAILS)) {
            for (int number = 1; ; number++) {
                assertThat(number).isLessThan(CALLS_MAX);
                MemoryFileSystem memory = new MemoryFileSystem();
                memory.mkdir("/v1", 0755);
                FaultyFileSystem files = new FaultyFileSystem(memory);
                At fault = new At(number, kind);
                Account account = account("tevie");
                try (StoreFixture fixture = new StoreFixture(files, "/v1")) {
                    deliver(fixture.store(), List.of(account), SMALL, MailStore.Mode.ALL);
                    deliver(fixture.store(), List.of(account), LARGE, MailStore.Mode.ALL);
                    files.set(fault);
                    boolean isRemoved = false;
                    try {
                        Maildrop drop = fixture.store().open(account);
                        assertThat(drop.entries()).hasSize(2);
                        try (InputStream in = drop.read(drop.entries().getFirst()).open()) {
                            assertThat(in.readAllBytes()).isEqualTo(SMALL);
                        }
                        drop.remove(drop.entries());
                        isRemoved = true;
                    } catch (MailException e) {
                        assertThat(e.reason()).isEqualTo(Reason.STORAGE_UNAVAILABLE);
                        assertThat(e.getMessage()).doesNotContain("/");
                    }
                    files.set(Fault.NONE);
                    List<Maildrop.Entry> left = fixture.store().open(account).entries();
                    assertThat(left.isEmpty() || !isRemoved).as(kind + " " + number).isTrue();
                }
                if (!fault.isReached.get()) {
                    break;
                }
            }
        }
    }

    @Test
    void warmCallsStayWithinTheBudget() throws Exception {
        MemoryFileSystem memory = new MemoryFileSystem();
        memory.mkdir("/v1", 0755);
        FaultyFileSystem files = new FaultyFileSystem(memory);
        try (StoreFixture fixture = new StoreFixture(files, "/v1")) {
            warmUp(fixture.store(), account("tevie"));
            // The daily clean-up of tmp is not part of the warm path.
            fixture.awaitQuiet();
            files.set(Fault.NONE);
            deliver(fixture.store(), List.of(account("tevie")), SMALL, MailStore.Mode.ALL);
            assertThat(files.calls().stream().map(Call::name))
                    .containsExactly("create", "write", "sync", "close", "rename", "syncFolder");
            files.set(Fault.NONE);
            Maildrop drop = fixture.store().open(account("tevie"));
            assertThat(files.calls().stream().map(Call::name)).containsExactly("list", "list");
            files.set(Fault.NONE);
            drop.read(drop.entries().getFirst());
            assertThat(files.calls().stream().map(Call::name))
                    .containsExactly("open", "read", "close");
            files.set(Fault.NONE);
            drop.remove(drop.entries());
            assertThat(files.calls().stream().map(Call::name)).containsExactly("unlink");
        }
    }

    private static List<MailStore.Result> deliver(
            MailStore store, List<Account> accounts, byte[] message, MailStore.Mode mode) {
        return store.deliver(
                accounts.stream().map(account -> new MailStore.Drop(account, new byte[0])).toList(),
                MailStoreContract.content(message),
                mode);
    }

    private static Account account(String login) {
        return new Account(
                login,
                "customer-1",
                List.of(),
                List.of(),
                new Home("v1", "12/34/" + login),
                Optional.empty(),
                Quota.NONE,
                Set.of(),
                Status.ACTIVE,
                Status.ACTIVE,
                Map.of());
    }
}
