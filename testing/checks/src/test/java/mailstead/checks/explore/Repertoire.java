package mailstead.checks.explore;

import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import mailstead.mail.MailException;
import mailstead.mail.folder.Change;
import mailstead.mail.folder.Flags;
import mailstead.spi.FolderGone;
import mailstead.testkit.nfs.SimulatedNfs;

/** What hosts do to each other's folders. */
final class Repertoire {

    private static final Flags SEEN = Flags.of(Flags.System.SEEN);
    private static final Flags FLAGGED = Flags.of(Flags.System.FLAGGED);
    private static final Flags DELETED = Flags.of(Flags.System.DELETED);
    private static final Flags LATER = Flags.ofKeywords("Later");

    private Repertoire() {}

    static FolderScenario named(String name) {
        return all().stream().filter(s -> s.name().equals(name)).findFirst().orElseThrow();
    }

    /** Those that every change of the store must pass. */
    static List<FolderScenario> all() {
        return Stream.of(
                        comingIn(),
                        flagging(),
                        removing(),
                        copying(),
                        arranging(),
                        repairing(),
                        grouping())
                .flatMap(List::stream)
                .toList();
    }

    private static List<FolderScenario> comingIn() {
        return List.of(
                FolderScenario.of(
                        "delivery",
                        stage -> {
                            stage.host("A", client -> client.deliver("a"));
                            stage.host(
                                    "B",
                                    client -> {
                                        client.readAll(client.inbox());
                                        client.readAll(client.inbox());
                                    });
                        }),
                FolderScenario.of(
                        "deliveries",
                        stage -> {
                            stage.host(
                                    "A",
                                    client -> {
                                        client.deliver("a");
                                        client.select(client.inbox());
                                    });
                            stage.host(
                                    "B",
                                    client -> {
                                        client.deliver("b");
                                        client.select(client.inbox());
                                    });
                        }),
                FolderScenario.of(
                        "appends",
                        stage -> {
                            stage.host("A", client -> client.append(client.work(), "a", SEEN));
                            stage.host("B", client -> client.append(client.work(), "b", LATER));
                        }),
                FolderScenario.of(
                        "appendAndSelect",
                        stage -> {
                            stage.host("A", client -> client.append(client.inbox(), "a", SEEN));
                            stage.host("B", client -> client.readAll(client.inbox()));
                        }),
                FolderScenario.of(
                                "births",
                                stage -> {
                                    stage.newHost("A", client -> client.deliver("a"));
                                    stage.newHost(
                                            "B",
                                            client -> client.append(client.inboxNow(), "b", SEEN));
                                })
                        .fromNothing());
    }

    private static List<FolderScenario> flagging() {
        return List.of(
                FolderScenario.of(
                        "flags",
                        stage -> {
                            stage.host(
                                    "A",
                                    client -> {
                                        client.flag(client.inbox(), Change.Mode.ADD, SEEN, 1);
                                        client.flag(client.inbox(), Change.Mode.REMOVE, LATER, 1);
                                    });
                            stage.host(
                                    "B",
                                    client ->
                                            client.flag(
                                                    client.inbox(),
                                                    Change.Mode.REPLACE,
                                                    FLAGGED.plus(LATER),
                                                    1,
                                                    2));
                        }),
                FolderScenario.of(
                        "conditions",
                        stage -> {
                            stage.host(
                                    "A", client -> client.flagUnchanged(client.inbox(), SEEN, 1));
                            stage.host(
                                    "B", client -> client.flagUnchanged(client.inbox(), LATER, 1));
                        }),
                FolderScenario.of(
                        "tidying",
                        stage -> {
                            stage.host(
                                    "A",
                                    client -> {
                                        client.flag(client.inbox(), Change.Mode.ADD, SEEN, 1, 2);
                                        client.leave(client.inbox());
                                    });
                            stage.host(
                                    "B",
                                    client -> {
                                        client.readAll(client.inbox());
                                        client.select(client.inbox());
                                    });
                        }),
                FolderScenario.of(
                                "tidyBoth",
                                stage -> {
                                    stage.host(
                                            "A",
                                            client -> {
                                                client.flag(
                                                        client.inbox(), Change.Mode.ADD, SEEN, 1);
                                                client.leave(client.inbox());
                                            });
                                    stage.host("B", client -> client.leave(client.inbox()));
                                })
                        .after((_, host) -> FolderScenario.flag(host, Change.Mode.ADD, LATER, 1)));
    }

    private static List<FolderScenario> removing() {
        return List.of(
                FolderScenario.of(
                        "expungeAndFlag",
                        stage -> {
                            stage.host("A", client -> client.expunge(client.inbox(), 1));
                            stage.host(
                                    "B",
                                    client ->
                                            client.flag(
                                                    client.inbox(), Change.Mode.ADD, SEEN, 1, 2));
                        }),
                FolderScenario.of(
                                "undelete",
                                stage -> {
                                    stage.host(
                                            "A",
                                            client -> client.expungeDeleted(client.inbox(), 1, 2));
                                    stage.host(
                                            "B",
                                            client ->
                                                    client.flag(
                                                            client.inbox(),
                                                            Change.Mode.REMOVE,
                                                            DELETED,
                                                            2));
                                })
                        .after((_, host) -> FolderScenario.flag(host, Change.Mode.ADD, DELETED, 2)),
                FolderScenario.of(
                        "expungeAndSelect",
                        stage -> {
                            stage.host("A", client -> client.expunge(client.inbox(), 1));
                            stage.host(
                                    "B",
                                    client -> {
                                        client.select(client.inbox());
                                        client.select(client.inbox());
                                    });
                        }),
                FolderScenario.of(
                        "expungeBoth",
                        stage -> {
                            stage.host("A", client -> client.expunge(client.inbox(), 1));
                            stage.host("B", client -> client.expunge(client.inbox(), 1, 2));
                        }));
    }

    private static List<FolderScenario> copying() {
        return List.of(
                FolderScenario.of(
                        "expungeAndCopy",
                        stage -> {
                            stage.host("A", client -> client.expunge(client.inbox(), 1));
                            stage.host(
                                    "B",
                                    client -> client.copy(client.inbox(), client.work(), 1, 2));
                        }),
                FolderScenario.of(
                        "expungeAndMove",
                        stage -> {
                            stage.host("A", client -> client.expunge(client.inbox(), 2));
                            stage.host(
                                    "B",
                                    client -> client.move(client.inbox(), client.work(), 1, 2));
                        }),
                FolderScenario.of(
                        "moves",
                        stage -> {
                            stage.host(
                                    "A", client -> client.move(client.inbox(), client.work(), 1));
                            stage.host(
                                    "B", client -> client.move(client.inbox(), client.work(), 1));
                        }),
                FolderScenario.of(
                        "copyAndTidy",
                        stage -> {
                            stage.host(
                                    "A", client -> client.copy(client.inbox(), client.work(), 1));
                            stage.host(
                                    "B",
                                    client -> {
                                        client.flag(client.inbox(), Change.Mode.ADD, SEEN, 1);
                                        client.leave(client.inbox());
                                    });
                        }),
                FolderScenario.of(
                        "threeWays",
                        stage -> {
                            stage.host(
                                    "A", client -> client.move(client.inbox(), client.work(), 1));
                            stage.host(
                                    "B",
                                    client ->
                                            client.flag(client.inbox(), Change.Mode.ADD, SEEN, 1));
                            stage.host(
                                    "C",
                                    client -> {
                                        client.deliver("c");
                                        client.readAll(client.inbox());
                                    });
                        }));
    }

    private static List<FolderScenario> arranging() {
        return List.of(
                FolderScenario.of(
                        "creations",
                        stage -> {
                            stage.host("A", client -> client.create("New"));
                            stage.host("B", client -> client.create("New"));
                        }),
                FolderScenario.of(
                        "renameAndAppend",
                        stage -> {
                            stage.host("A", client -> client.rename(FolderScenario.WORK, "Old"));
                            stage.host("B", client -> client.append(client.work(), "b", SEEN));
                        }),
                FolderScenario.of(
                        "renames",
                        stage -> {
                            stage.host("A", client -> client.rename(FolderScenario.WORK, "Old"));
                            stage.host("B", client -> client.rename(FolderScenario.WORK, "Older"));
                        }),
                FolderScenario.of(
                        "deleteAndAppend",
                        stage -> {
                            stage.host("A", client -> client.delete(FolderScenario.WORK));
                            stage.host("B", client -> client.append(client.work(), "b", SEEN));
                        }),
                FolderScenario.of(
                        "deleteAndCopy",
                        stage -> {
                            stage.host("A", client -> client.delete(FolderScenario.WORK));
                            stage.host(
                                    "B", client -> client.move(client.inbox(), client.work(), 1));
                        }),
                FolderScenario.of(
                        "recreation",
                        stage -> {
                            stage.host(
                                    "A",
                                    client -> {
                                        client.delete(FolderScenario.WORK);
                                        client.create(FolderScenario.WORK);
                                    });
                            stage.host(
                                    "B",
                                    client -> {
                                        Optional<String> work = client.named(FolderScenario.WORK);
                                        if (work.isPresent()) {
                                            client.append(work.get(), "b", SEEN);
                                        }
                                    });
                        }));
    }

    private static List<FolderScenario> repairing() {
        return List.of(
                FolderScenario.of(
                        "lost",
                        stage -> {
                            stage.host(
                                    "A",
                                    client ->
                                            client.flag(client.inbox(), Change.Mode.ADD, SEEN, 1));
                            stage.newHost("B", client -> client.readAll(client.inbox()));
                            stage.logRemover("X", FolderScenario.INBOX_LOG);
                        }),
                FolderScenario.of(
                        "lostWhileDelivering",
                        stage -> {
                            stage.host("A", client -> client.append(client.inbox(), "a", SEEN));
                            stage.host("B", client -> client.expunge(client.inbox(), 1));
                            stage.logRemover("X", FolderScenario.INBOX_LOG);
                        }),
                FolderScenario.of(
                        "lostTree",
                        stage -> {
                            stage.host("A", client -> client.create("New"));
                            stage.newHost("B", client -> client.readAll(client.inboxNow()));
                            stage.logRemover("X", FolderScenario.TREE_LOG);
                        }),
                FolderScenario.of(
                                "collection",
                                stage -> {
                                    stage.host(
                                            "A",
                                            client ->
                                                    client.flag(
                                                            client.inbox(),
                                                            Change.Mode.ADD,
                                                            SEEN,
                                                            1));
                                    stage.host(
                                            "B",
                                            client ->
                                                    client.flag(
                                                            client.inbox(),
                                                            Change.Mode.ADD,
                                                            FLAGGED,
                                                            1));
                                    stage.newHost("C", client -> client.readAll(client.inbox()));
                                })
                        .after(Repertoire::growOld));
    }

    /** Sessions of one host: what two of them ask while a third is served becomes one entry. */
    private static List<FolderScenario> grouping() {
        return List.of(
                FolderScenario.of(
                        "groupedFlags",
                        stage ->
                                stage.sharedHost("H")
                                        .client("A", client -> add(client, SEEN, 1))
                                        .client("B", client -> add(client, LATER, 1, 2))
                                        .client("D", client -> add(client, DELETED, 2))),
                FolderScenario.of(
                        "groupedConditions",
                        stage ->
                                stage.sharedHost("H")
                                        .client("A", client -> add(client, FLAGGED, 2))
                                        .client(
                                                "B",
                                                client ->
                                                        client.flagUnchanged(
                                                                client.inbox(), SEEN, 1))
                                        .client(
                                                "D",
                                                client ->
                                                        client.flagUnchanged(
                                                                client.inbox(), LATER, 1))),
                FolderScenario.of(
                        "groupedExpunge",
                        stage -> {
                            stage.sharedHost("H")
                                    .client("A", client -> client.expunge(client.inbox(), 1))
                                    .client("B", client -> add(client, SEEN, 1, 2));
                            stage.host("C", client -> client.select(client.inbox()));
                        }),
                FolderScenario.of(
                        "groupedAppends",
                        stage -> {
                            stage.sharedHost("H")
                                    .client("A", client -> client.append(client.inbox(), "a", SEEN))
                                    .client(
                                            "B",
                                            client -> client.append(client.inbox(), "b", FLAGGED));
                            stage.host("C", client -> client.deliver("c"));
                        }));
    }

    private static void add(FolderStage.Client client, Flags flags, long... uids)
            throws MailException, FolderGone {
        client.flag(client.inbox(), Change.Mode.ADD, flags, uids);
    }

    /** So many entries that the next one makes a snapshot due, and a hundred old ones go. */
    private static void growOld(SimulatedNfs server, MailHost host)
            throws MailException, FolderGone {
        for (int i = 0; i < 100; i++) {
            FolderScenario.flag(host, i % 2 == 0 ? Change.Mode.ADD : Change.Mode.REMOVE, LATER, 2);
        }
        server.setTime(server.time().plus(Duration.ofDays(1)));
    }
}
