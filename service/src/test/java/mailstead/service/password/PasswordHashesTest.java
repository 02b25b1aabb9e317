package mailstead.service.password;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

import java.time.Duration;
import java.util.List;
import java.util.Random;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import java.util.random.RandomGenerator;
import mailstead.mail.Reason;
import mailstead.mail.TemporaryFailure;
import mailstead.service.password.PasswordHashes.Match;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

final class PasswordHashesTest {

    private static final PasswordHashes.Settings CHEAP =
            new PasswordHashes.Settings(256, 1, 1, 4_096, 2, 8, Duration.ofSeconds(10));

    private final PasswordHashes hashes = new PasswordHashes(CHEAP, new Random(1));

    /**
     * Vectors of the reference implementations and RFCs, or made by libxcrypt and by Python's
     * hashlib.
     */
    @ParameterizedTest
    @CsvSource(
            delimiter = ' ',
            quoteCharacter = '"',
            value = {
                "password {ARGON2ID}$argon2id$v=19$m=65536,t=2,p=1$c29tZXNhbHQ$CTFhFdXPJO1aFaMaO6Mm5c8y7cJHAph8ArZWb2GRPPc",
                "password $argon2id$v=19$m=256,t=2,p=2$c29tZXNhbHQ$bQk8UB/VmZZF4Oo79iDXuL5/0ttZwg2f/5U52iv1cDc",
                "password {ARGON2I}$argon2i$v=19$m=65536,t=2,p=1$c29tZXNhbHQ$wWKIMhR9lyDFvRz9YTZweHKfbftvj+qf+YFY4NeBbtA",
                "password {ARGON2I}$argon2i$m=65536,t=2,p=1$c29tZXNhbHQ$9sTbSlTio3Biev89thdrlKKiCaYsjjYVJxGAL3swxpQ",
                "U*U $2a$05$CCCCCCCCCCCCCCCCCCCCC.E5YPO9kmyuRGyh0XouQYb4YMJKvyOeW",
                "tevie {BLF-CRYPT}$2b$05$CCCCCCCCCCCCCCCCCCCCC.rrX7hL/aohAb51y8eT8QKeTJJsA0s1m",
                "tevie {CRYPT}$2y$05$CCCCCCCCCCCCCCCCCCCCC.rrX7hL/aohAb51y8eT8QKeTJJsA0s1m",
                "pleaseletmein {SCRYPT}$7$C6..../....SodiumChloride$kBGj9fHznVYFQMEn/qDCfrDevf9YDtcDdKvEqHJLV8D",
                "password $scrypt$ln=10,r=8,p=16$TmFDbA$/bq.HJ00cgB4VucZDQHp/nxq18vII3gw53N2Y0s3MWIurzDZLiKjiG/xCSedmDDaxyevuUqD7m2DYMvfoswGQA",
                "password {PBKDF2}$1$salt$4096$4b007901b765489abead49d926f721d065a429c1",
                "password $pbkdf2-sha256$6400$0ZrzXitFSGltTQnBWOsdew$/hzjypjXGy76eQJ.wq7Ru0Kv4648Yyn016wkJ6SXBIs",
                "secret $pbkdf2$1000$MDEyMzQ1Njc4OWFiY2RlZg$21EupWTmSOvnK3Sp99FL7THUyuQ",
                "secret {PBKDF2}1000$MDEyMzQ1Njc4OWFiY2RlZg$21EupWTmSOvnK3Sp99FL7THUyuQ",
                "secret {PBKDF2-SHA256}1000$MDEyMzQ1Njc4OWFiY2RlZg$tiKWHy4FAGCWE8gn6GtKhaxD2OeeAUUWXFT/p1aaNl8",
                "secret {PBKDF2-SHA512}1000$MDEyMzQ1Njc4OWFiY2RlZg$vgFvU7zWIDgDAUi7d8ayt.cfRiPWVVWfv8iQRsGZaZviWzsSNgWYXEE5PmvI/VELMsOmEbqLz0PKuePNjOk41A",
                "secret {SSHA}D4kSuvPIF4rZzl+dW9Km/1788fBwZXBwZXI=",
                "secret {ssha.hex}0f8912baf3c8178ad9ce5f9d5bd2a6ff5efcf1f0706570706572",
                "secret {SSHA256}N+1jIGzbrz9mdVSdrfQLph9BHVnsV+x8EuQ5oxfV05twZXBwZXI=",
                "secret {SSHA512}yreFFnGZtsvzvla8i9E2vdgYkV/W/fffWI58oF/Bz6gCBig8LFcqTU6mYV4HpwNgAq53rou6YGObsfQ+inK2+XBlcHBlcg==",
                "secret {SHA}5en6G6MezRroT3XKqkdPOmY/BfQ=",
                "secret {SHA256.b64}K7gNU3sdo+OL0wNhqoVWhr3g6s1xYv72ol/pe/Unols=",
                "secret {SHA512}vSsar3708Jvp9Szi2NWZZ02Bqp1qRCFpbcTZPdBhnWgs5WtNZKnvCXdhztmeD2cmW192CF5bDufKRpayrW/isg==",
                "secret {SMD5}F181LfrvtwhsBmo25pvgnHBlcHBlcg==",
                "secret {LDAP-MD5}Xr4ilOzQ4PCOq3aQ0qbuaQ==",
                "secret {PLAIN-MD5}5ebe2294ecd0e0f08eab7690d2a6ee69",
                "\"Hello world!\" $1$saltstri$YMyguxXMBpd2TEZ.vS/3q1",
                "\"Hello world!\" {MD5-CRYPT}$1$saltstri$YMyguxXMBpd2TEZ.vS/3q1",
                "\"Hello world!\" {SHA256-CRYPT}$5$saltstring$5B8vYYiY.CVt1RlTTf8KbXBH3hsxY/GNooZaBBGWEc5",
                "\"Hello world!\" {SHA512-CRYPT}$6$saltstring$svn8UoSVapNtMuq1ukKS4tPQd8iKwSMHWjl/O817G3uBnIFNjnQJuesI68u4OTLiBFdcbYEdFCoEOfaS35inz1",
                "secret {CRYPT}abNANd1rDfiNc",
                "secret {PLAIN}secret",
                "secret {CLEARTEXT}secret",
                "pencil \"{SCRAM-SHA-256}4096,W22ZaJ0SNY7soEsUEjb6gQ==,WG5d8oPm3OtcPnkdi4Uo7BkeZkBFzpcXkuLmtbsT4qY=,wfPLwcE6nTWhTAmQ7tl2KeoiWGPlZqQxSrmfPwDl2dU=\"",
            })
    void knownAnswer(String password, String encoded) throws Exception {
        assertThat(hashes.verify(encoded, octets(password))).isEqualTo(Match.RIGHT);
        assertThat(hashes.verify(encoded, octets(password + "x"))).isEqualTo(Match.WRONG);
        assertThat(
                        hashes.verify(
                                encoded, octets(password.toUpperCase(java.util.Locale.ROOT) + "y")))
                .isEqualTo(Match.WRONG);
        assertThat(hashes.verify(encoded, new byte[0])).isEqualTo(Match.WRONG);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "{",
                "{}",
                "{ARGON2ID}",
                "{NTLM}0123",
                "{PLAIN}",
                "*LOCKED*",
                "$6$",
                "$6$rounds=999999999$saltstring$svn8UoSVapNtMuq1ukKS4tPQd8iKwSMHWjl/O817G3uBnIFNjnQJuesI68u4OTLiBFdcbYEdFCoEOfaS35inz1",
                "{ARGON2ID}$argon2id$v=19$m=4194304,t=2,p=1$c29tZXNhbHQ$CTFhFdXPJO1aFaMaO6Mm5c8y7cJHAph8ArZWb2GRPPc",
                "{ARGON2ID}$argon2id$v=19$m=65536,t=65536,p=1$c29tZXNhbHQ$CTFhFdXPJO1aFaMaO6Mm5c8y7cJHAph8ArZWb2GRPPc",
                "{ARGON2ID}$argon2id$v=19$m=65536,t=2,p=0$c29tZXNhbHQ$CTFhFdXPJO1aFaMaO6Mm5c8y7cJHAph8ArZWb2GRPPc",
                "{ARGON2ID}$argon2id$v=99$m=65536,t=2,p=1$c29tZXNhbHQ$CTFhFdXPJO1aFaMaO6Mm5c8y7cJHAph8ArZWb2GRPPc",
                "{ARGON2ID}$argon2id$v=19$m=99999999999999,t=2,p=1$c29tZXNhbHQ$CTFhFdXP",
                "{ARGON2ID}$argon2id$v=19$m=256,t=2,p=1$c29tZXNhbHQ$",
                "$2a$31$CCCCCCCCCCCCCCCCCCCCC.E5YPO9kmyuRGyh0XouQYb4YMJKvyOeW",
                "$2a$05$CCCCCCCCCCCCCCCCCCCCC.E5YPO9kmyuRGyh0XouQYb4YMJKvyOe",
                "$2a$05$CCCCCCCCCCCCCCCCCCCC!.E5YPO9kmyuRGyh0XouQYb4YMJKvyOeW",
                "$7$z6..../....SodiumChloride$kBGj9fHznVYFQMEn/qDCfrDevf9YDtcDdKvEqHJLV8D",
                "$7$Czzzzz/....SodiumChloride$kBGj9fHznVYFQMEn/qDCfrDevf9YDtcDdKvEqHJLV8D",
                "$scrypt$ln=24,r=1024,p=1024$TmFDbA$/bq.HJ00cgB4VucZDQHp/g",
                "{PBKDF2}$1$salt$999999999$4b007901b765489abead49d926f721d065a429c1",
                "{PBKDF2}$1$salt$0$4b007901b765489abead49d926f721d065a429c1",
                "{PBKDF2-SHA256}-1$MDEy$tiKWHy4FAGCWE8gn6GtKhaxD2OeeAUUWXFT/p1aaNl8",
                "{SSHA}!!!!",
                "{SSHA}aaaa",
                "{SHA256.rot13}K7gN",
                "{SCRAM-SHA-256}4096,,,",
                "{SCRAM-SHA-256}999999999,W22ZaJ0SNY7soEsUEjb6gQ==,WG5d8oPm3OtcPnkdi4Uo7BkeZkBFzpcXkuLmtbsT4qY=,wfPLwcE6nTWhTAmQ7tl2KeoiWGPlZqQxSrmfPwDl2dU=",
            })
    void brokenOrGreedyVerifiersAreUnreadable(String encoded) throws Exception {
        assertThat(hashes.verify(encoded, octets("password"))).isEqualTo(Match.UNREADABLE);
        assertThat(hashes.isCurrent(encoded)).isFalse();
    }

    @Test
    void noMutationOfAVerifierThrows() throws Exception {
        Random random = new Random(7);
        List<String> seeds =
                List.of(
                        "{ARGON2ID}$argon2id$v=19$m=256,t=1,p=1$c29tZXNhbHQ$bQk8UB/VmZZF4Oo79iDXuL5/0ttZwg2f/5U52iv1cDc",
                        "$7$46..../....SodiumChloride$kBGj9fHznVYFQMEn/qDCfrDevf9YDtcDdKvEqHJLV8D",
                        "{PBKDF2}$1$salt$10$4b007901b765489abead49d926f721d065a429c1",
                        "$1$saltstri$YMyguxXMBpd2TEZ.vS/3q1",
                        "{SSHA}D4kSuvPIF4rZzl+dW9Km/1788fBwZXBwZXI=");
        for (int i = 0; i < 500; i++) {
            StringBuilder mutated = new StringBuilder(seeds.get(i % seeds.size()));
            // Not in the numbers' first digits: a valid but costly verifier would only be slow.
            mutated.setCharAt(
                    random.nextInt(mutated.length()),
                    "$,={}+/. aZ\u00e9\u0000".charAt(random.nextInt(13)));
            assertThat(hashes.verify(mutated.toString(), octets("x"))).isNotEqualTo(Match.RIGHT);
        }
    }

    @Test
    void madeVerifiersVerifyAndAreCurrent() throws Exception {
        byte[] password = octets("correct horse \u00e9");
        List<String> made = hashes.make(password);

        assertThat(made.get(0)).startsWith("{ARGON2ID}$argon2id$v=19$m=256,t=1,p=1$");
        assertThat(made.get(1)).startsWith("{SCRAM-SHA-256}4096,");
        assertThat(made).allMatch(hashes::isCurrent);
        for (String verifier : made) {
            assertThat(hashes.verify(verifier, password)).isEqualTo(Match.RIGHT);
        }
        assertThat(hashes.make(password)).as("salted").doesNotContainAnyElementsOf(made);
    }

    @Test
    void weakerVerifiersAreNotCurrent() {
        PasswordHashes strong =
                new PasswordHashes(PasswordHashes.Settings.defaults(2), new Random(1));
        String salted = "$c29tZXNhbHQ$bQk8UB/VmZZF4Oo79iDXuL5/0ttZwg2f/5U52iv1cDc";

        assertThat(strong.isCurrent("{ARGON2ID}$argon2id$v=19$m=19456,t=2,p=1" + salted)).isTrue();
        assertThat(strong.isCurrent("{ARGON2ID}$argon2id$v=19$m=65536,t=1,p=1" + salted)).isTrue();
        assertThat(strong.isCurrent("{ARGON2ID}$argon2id$v=19$m=19455,t=2,p=1" + salted)).isFalse();
        assertThat(strong.isCurrent("{ARGON2I}$argon2i$v=19$m=65536,t=4,p=1" + salted)).isFalse();
        assertThat(strong.isCurrent("{PLAIN}secret")).isFalse();
    }

    @Test
    void aPasswordWithNulIsWrongEvenWhereTheSchemeWouldTakeIt() throws Exception {
        assertThat(hashes.verify("{PLAIN}a\0b", octets("a\0b"))).isEqualTo(Match.WRONG);
        // bcrypt repeats its key: tevie NUL tevie would be the same key as tevie.
        String tevie = "$2b$05$CCCCCCCCCCCCCCCCCCCCC.rrX7hL/aohAb51y8eT8QKeTJJsA0s1m";
        assertThat(hashes.verify(tevie, octets("tevie\0tevie"))).isEqualTo(Match.WRONG);
        assertThat(hashes.verify("{PLAIN}" + "a".repeat(2_000), octets("a".repeat(2_000))))
                .isEqualTo(Match.WRONG);
    }

    @Test
    void scramNormalisesThePassword() throws Exception {
        String made = hashes.makeScram(octets("I\u00adX \u2168"));
        assertThat(hashes.verify(made, octets("IX\u00a0IX"))).isEqualTo(Match.RIGHT);
    }

    @Test
    void whoWaitsTooLongIsToldToComeBack() throws Exception {
        CountDownLatch inside = new CountDownLatch(1);
        CountDownLatch leave = new CountDownLatch(1);
        RandomGenerator blocking =
                () -> {
                    inside.countDown();
                    awaitUninterruptibly(leave);
                    return 0;
                };
        PasswordHashes narrow =
                new PasswordHashes(
                        new PasswordHashes.Settings(256, 1, 1, 4_096, 1, 0, Duration.ZERO),
                        blocking);
        AtomicReference<Throwable> failure = new AtomicReference<>();
        Thread first =
                Thread.ofVirtual()
                        .start(() ->
                                failure.set(
                                        catchThrowable(() -> narrow.makeArgon2id(octets("a")))));
        assertThat(inside.await(10, TimeUnit.SECONDS)).isTrue();

        Throwable second = catchThrowable(() -> narrow.verify("{PLAIN}a", octets("a")));
        assertThat(second).isInstanceOf(TemporaryFailure.class);
        assertThat(((TemporaryFailure) second).reason()).isEqualTo(Reason.OVER_LIMIT);

        leave.countDown();
        assertThat(first.join(Duration.ofSeconds(10))).isTrue();
        assertThat(failure.get()).isNull();
        assertThat(narrow.verify("{PLAIN}a", octets("a"))).isEqualTo(Match.RIGHT);
    }

    private static void awaitUninterruptibly(CountDownLatch latch) {
        try {
            if (!latch.await(10, TimeUnit.SECONDS)) {
                throw new AssertionError("nobody let go");
            }
        } catch (InterruptedException stop) {
            throw new AssertionError(stop);
        }
    }

    private static byte[] octets(String text) {
        return text.getBytes(UTF_8);
    }

    @Test
    void whatIsMadeForOtherProgramsIsWhatTheyKnow() throws Exception {
        PasswordHashes both = new PasswordHashes(CHEAP, true, new Random(1));
        String made = both.make("golden".getBytes(UTF_8)).get(2);
        assertThat(made)
                .matches(
                        "\\{SHA512-CRYPT}\\$6\\$rounds=50000\\$[./0-9A-Za-z]{16}\\$[./0-9A-Za-z]{86}");
        assertThat(PasswordHashes.isForCrypt(made)).isTrue();
        assertThat(PasswordHashes.isForCrypt(made.replace("50000", "49999"))).isFalse();
        assertThat(PasswordHashes.isForCrypt(made.replace("rounds=50000$", ""))).isFalse();
        assertThat(both.verify(made, "golden".getBytes(UTF_8))).isEqualTo(Match.RIGHT);
        assertThat(both.verify(made, "Golden".getBytes(UTF_8))).isEqualTo(Match.WRONG);
        assertThat(both.unmatched()).hasSize(3);
        assertThat(both.verify(both.unmatched().get(2), "golden".getBytes(UTF_8)))
                .isEqualTo(Match.WRONG);
    }
}
