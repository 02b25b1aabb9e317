package mailstead.node.demo;

import java.util.List;
import mailstead.node.local.NodePlan;
import mailstead.node.local.PortBlock;

/** The nodes of the demonstration: two of each role. */
final class DemoNodes {

    /** Offsets of all ports in a block. */
    static final List<Integer> OFFSETS =
            List.of(25, 26, 110, 111, 143, 144, 465, 466, 993, 994, 995, 996);

    private DemoNodes() {}

    static List<NodePlan> in(PortBlock ports) {
        return List.of(
                NodePlan.of("mx-1", "mx", ports.port(25), ports.port(465)),
                NodePlan.of("mx-2", "mx", ports.port(26), ports.port(466)),
                NodePlan.of("pop3-1", "pop3", ports.port(110), ports.port(995)),
                NodePlan.of("pop3-2", "pop3", ports.port(111), ports.port(996)),
                NodePlan.of("imap-1", "imap", ports.port(143), ports.port(993)),
                NodePlan.of("imap-2", "imap", ports.port(144), ports.port(994)));
    }
}
