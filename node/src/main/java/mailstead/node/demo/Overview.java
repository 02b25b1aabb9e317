package mailstead.node.demo;

import java.util.ArrayList;
import java.util.List;
import mailstead.node.local.LocalCluster;
import mailstead.node.local.NodePlan;
import mailstead.node.local.NodeProcess;

/** What runs where, how to log in and what to try. Immutable. */
final class Overview {

    private final LocalCluster cluster;
    private final String password;
    private final Demonstration.Aligner aligner;

    Overview(LocalCluster cluster, String password, Demonstration.Aligner aligner) {
        this.cluster = cluster;
        this.password = password;
        this.aligner = aligner;
    }

    List<String> lines() {
        List<String> lines = new ArrayList<>(aligner.align(nodes()));
        lines.add("");
        lines.addAll(aligner.align(logIn()));
        lines.add("");
        lines.add("Try:");
        lines.addAll(commands().stream().map(command -> "  " + command).toList());
        lines.add("");
        return lines;
    }

    private List<List<String>> nodes() {
        List<List<String>> rows = new ArrayList<>();
        rows.add(List.of("NODE", "PROCESS", "STARTTLS", "TLS", "LOG"));
        for (NodeProcess node : cluster.nodes()) {
            rows.add(
                    List.of(
                            node.name(),
                            Long.toString(node.pid()),
                            "127.0.0.1:" + node.plan().port(),
                            "127.0.0.1:" + node.plan().tlsPort(),
                            node.log().toString()));
        }
        return rows;
    }

    private List<List<String>> logIn() {
        return List.of(
                List.of("address", "tevie@" + NodePlan.DOMAIN),
                List.of("log-in", "tevie"),
                List.of("password", password),
                List.of("mailbox", cluster.folder().resolve("mail1/12/34/tevie").toString()));
    }

    private List<String> commands() {
        NodePlan mx = cluster.node("mx-1").plan();
        NodePlan pop3 = cluster.node("pop3-2").plan();
        String trust = " --cacert " + cluster.certificate().certificateFile();
        return List.of(
                "swaks --server 127.0.0.1:%d --tls --from golde@sender.example --to tevie@%s"
                        .formatted(mx.port(), NodePlan.DOMAIN),
                "printf 'Subject: hello\\r\\n\\r\\nhello\\r\\n' | curl -sS --ssl-reqd%s --url smtp://127.0.0.1:%d/"
                                .formatted(trust, mx.port())
                        + " --mail-from golde@sender.example --mail-rcpt tevie@%s -T -"
                                .formatted(NodePlan.DOMAIN),
                "curl -sS%s -u tevie:%s pop3s://127.0.0.1:%d/"
                        .formatted(trust, password, pop3.tlsPort()),
                "curl -sS%s -u tevie:%s pop3s://127.0.0.1:%d/1"
                        .formatted(trust, password, pop3.tlsPort()),
                "curl -sS%s -u tevie:%s 'imaps://127.0.0.1:%d/INBOX' -X 'FETCH 1:* (FLAGS ENVELOPE)'"
                        .formatted(trust, password, cluster.node("imap-1").plan().tlsPort()),
                "./mailstead directory status --config " + cluster.node("mx-1").configuration(),
                "kill -9 %d     and send again through mx-2, port %d"
                        .formatted(cluster.node("mx-1").pid(), cluster.node("mx-2").plan().port()));
    }
}
