package mailstead.node.bench;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/**
 * Debian's Postfix as an MX that delivers by virtual(8) into Maildirs; defaults but for what the
 * task itself needs.
 */
final class Postfix implements Side {

    private static final String PROGRAM = "/usr/sbin/postfix";

    private final Path folder;
    private final int port;
    private long master;

    Postfix(Path folder) throws IOException, InterruptedException {
        Peers.install(PROGRAM, "postfix");
        this.folder = folder;
        this.port = Peers.freePort();
    }

    @Override
    public String name() {
        return "postfix";
    }

    @Override
    public void start() throws IOException, InterruptedException {
        Path config = Files.createDirectories(folder.resolve("etc"));
        Path mail = Files.createDirectories(folder.resolve("mail"));
        Path queue = Files.createDirectories(folder.resolve("queue"));
        Path data = Files.createDirectories(folder.resolve("data"));
        Peers.run(List.of("chown", "postfix", data.toString()));
        Peers.run(List.of("chown", "nobody", mail.toString()));
        Files.writeString(
                config.resolve("main.cf"),
                """
                compatibility_level = 3.6
                queue_directory = %s
                data_directory = %s
                inet_interfaces = 127.0.0.1
                inet_protocols = ipv4
                myhostname = mx.bench.example
                mydestination =
                local_recipient_maps =
                alias_maps =
                alias_database =
                virtual_mailbox_domains = bench.example
                virtual_mailbox_base = %s
                virtual_mailbox_maps = texthash:%s
                virtual_minimum_uid = 1
                virtual_uid_maps = static:65534
                virtual_gid_maps = static:65534
                virtual_mailbox_limit = 0
                mynetworks =
                smtpd_recipient_restrictions = reject_unauth_destination
                maillog_file = %s
                maillog_file_prefixes = %s
                """
                        .formatted(
                                queue,
                                data,
                                mail,
                                config.resolve("users"),
                                folder.resolve("log"),
                                folder));
        StringBuilder users = new StringBuilder();
        for (int i = 0; i < MxBench.ACCOUNTS; i++) {
            users.append("user%d@bench.example user%d/\n".formatted(i, i));
        }
        Files.writeString(config.resolve("users"), users);
        Files.writeString(
                config.resolve("master.cf"),
                """
                127.0.0.1:%d inet n - n - - smtpd
                pickup unix n - n 60 1 pickup
                cleanup unix n - n - 0 cleanup
                qmgr unix n - n 300 1 qmgr
                tlsmgr unix - - n 1000? 1 tlsmgr
                rewrite unix - - n - - trivial-rewrite
                bounce unix - - n - 0 bounce
                defer unix - - n - 0 bounce
                trace unix - - n - 0 bounce
                verify unix - - n - 1 verify
                flush unix n - n 1000? 0 flush
                proxymap unix - - n - - proxymap
                error unix - - n - - error
                retry unix - - n - - error
                discard unix - - n - - discard
                virtual unix - n n - - virtual
                anvil unix - - n - 1 anvil
                scache unix - - n - 1 scache
                postlog unix-dgram n - n - 1 postlogd
                """
                        .formatted(port));
        if (Peers.run(List.of(PROGRAM, "-c", config.toString(), "start")) != 0) {
            throw new IOException("postfix does not start");
        }
        master = Peers.pid(queue.resolve("pid/master.pid"));
        Peers.awaitGreeting(port);
    }

    @Override
    public int port() {
        return port;
    }

    @Override
    public Path maildir(int account) {
        return folder.resolve("mail/user" + account);
    }

    @Override
    public ProcessTree processes() {
        return new ProcessTree(master);
    }

    @Override
    public void close() {
        if (master != 0) {
            ProcessHandle.of(master).ifPresent(Peers::end);
        }
    }
}
