package mailstead.node.torture;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

/**
 * What every client was told, and whether it fits together. Shared.
 *
 * <p>Times are the caller's nanoseconds: an answer binds every question that is asked after it
 * came, on whatever node; what overlaps may come out either way. What was never answered may have
 * happened or not.
 */
final class Ledger {

    private static final long NEVER = Long.MAX_VALUE;
    private static final int VIOLATIONS_KEPT = 50;

    /** How a request ended. */
    enum Outcome {
        DONE,
        /** It did not happen. */
        REFUSED,
        /** No answer, or one that leaves it open. */
        UNKNOWN
    }

    /**
     * One folder in one of its lives.
     *
     * @param mailboxId RFC 8474
     */
    record FolderKey(String mailboxId, long uidValidity) {}

    /** A message as a client saw it in a folder. */
    record Seen(long uid, String token, Set<String> keywords) {
        Seen {
            keywords = Set.copyOf(keywords);
        }
    }

    /** A keyword that was put on one message and no other. */
    private static final class Keyword {
        private long addedAt = NEVER;
        private long removalBegunAt = NEVER;
        private long removedAt = NEVER;
    }

    /** One message in one folder. */
    private static final class Instance {
        private final String token;
        private long knownAt = NEVER;
        private long removalBegunAt = NEVER;
        private long removedAt = NEVER;
        private final Map<String, Keyword> keywords = new HashMap<>();

        Instance(String token) {
            this.token = token;
        }
    }

    /** One message, wherever its copies are. */
    private static final class Life {
        private boolean isCreated;
        private boolean isCreatedPerhaps;
        private int copies;
        private int copiesPerhaps;

        /** Instances on which a removal was begun, by expunging or as a move's second half. */
        private final Set<String> removalsBegun = new HashSet<>();

        private final Set<String> removalsDone = new HashSet<>();

        /** Removals by POP3, which knows no UIDs. */
        private int pop3RemovalsBegun;

        private int pop3RemovalsDone;
        private long pop3BegunAt = NEVER;

        /** Whether anybody tried to remove it for good. */
        private boolean isExpungeTried;
    }

    private final Map<FolderKey, TreeMap<Long, Instance>> folders = new HashMap<>();
    private final Map<FolderKey, Long> highestUidNext = new HashMap<>();
    private final Map<String, Life> lives = new HashMap<>();
    private final Map<String, String> keywordAims = new HashMap<>();
    private final Map<String, Integer> racedCreations = new HashMap<>();
    private final List<String> violations = new ArrayList<>();
    private long operations;
    private long violationCount;

    synchronized void operation() {
        operations++;
    }

    synchronized long operations() {
        return operations;
    }

    synchronized long violationCount() {
        return violationCount;
    }

    /** The first ones, in words. */
    synchronized List<String> violations() {
        return List.copyOf(violations);
    }

    synchronized void violation(String text) {
        violationCount++;
        if (violations.size() < VIOLATIONS_KEPT) {
            violations.add(text);
        }
    }

    private Life life(String token) {
        return lives.computeIfAbsent(token, _ -> new Life());
    }

    private Instance instance(FolderKey folder, long uid, String token) {
        Instance there =
                folders.computeIfAbsent(folder, _ -> new TreeMap<>())
                        .computeIfAbsent(uid, _ -> new Instance(token));
        if (!there.token.equals(token)) {
            violation("UID %d of %s names %s and %s".formatted(uid, folder, there.token, token));
        }
        return there;
    }

    private static String id(FolderKey folder, long uid) {
        return folder.mailboxId() + "/" + folder.uidValidity() + "/" + uid;
    }

    // ---- what clients do

    /** A message was sent by SMTP. */
    synchronized void delivered(String token, Outcome outcome) {
        Life life = life(token);
        life.isCreated |= outcome == Outcome.DONE;
        life.isCreatedPerhaps |= outcome != Outcome.REFUSED;
    }

    /** A message was added by APPEND, whose answer told its UID. */
    synchronized void appended(
            String token, FolderKey folder, long uid, long begunAt, long endedAt) {
        Life life = life(token);
        life.isCreated = true;
        life.isCreatedPerhaps = true;
        told(folder, uid, token, endedAt);
        requireNew(folder, uid, begunAt);
    }

    synchronized void appendedPerhaps(String token) {
        life(token).isCreatedPerhaps = true;
    }

    /** A copy was made; the answer told its UID. */
    synchronized void copied(String token, FolderKey target, long uid, long endedAt) {
        life(token).copies++;
        told(target, uid, token, endedAt);
    }

    synchronized void copiedPerhaps(String token) {
        life(token).copiesPerhaps++;
    }

    private void told(FolderKey folder, long uid, String token, long at) {
        Instance instance = instance(folder, uid, token);
        instance.knownAt = Math.min(instance.knownAt, at);
    }

    /** A UID told now must be beyond every UIDNEXT that was told before it was asked for. */
    private void requireNew(FolderKey folder, long uid, long begunAt) {
        Long before = uidNextBefore(folder, begunAt);
        if (before != null && uid < before) {
            violation("UID %d of %s was given after UIDNEXT %d".formatted(uid, folder, before));
        }
    }

    private final Map<FolderKey, TreeMap<Long, Long>> uidNexts = new HashMap<>();

    @org.jspecify.annotations.Nullable
    private Long uidNextBefore(FolderKey folder, long at) {
        TreeMap<Long, Long> all = uidNexts.get(folder);
        Map.Entry<Long, Long> entry = all == null ? null : all.lowerEntry(at);
        return entry == null ? null : entry.getValue();
    }

    /**
     * Removal of one message from a folder is about to be asked for.
     *
     * @param isMove whether it shall be elsewhere afterwards
     */
    synchronized void removalBegins(
            FolderKey folder, long uid, String token, boolean isMove, long at) {
        Instance instance = instance(folder, uid, token);
        instance.removalBegunAt = Math.min(instance.removalBegunAt, at);
        Life life = life(token);
        life.removalsBegun.add(id(folder, uid));
        life.isExpungeTried |= !isMove;
    }

    synchronized void removed(FolderKey folder, long uid, String token, long at) {
        Instance instance = instance(folder, uid, token);
        instance.removedAt = Math.min(instance.removedAt, at);
        life(token).removalsDone.add(id(folder, uid));
    }

    /** POP3 is about to remove an instance of this message in an INBOX. */
    synchronized void pop3RemovalBegins(String token, long at) {
        Life life = life(token);
        life.pop3RemovalsBegun++;
        life.pop3BegunAt = Math.min(life.pop3BegunAt, at);
        life.isExpungeTried = true;
    }

    synchronized void pop3Removed(String token) {
        life(token).pop3RemovalsDone++;
    }

    /** A keyword that nobody else uses is about to be put on one message. */
    synchronized void keywordAimed(String keyword, String token) {
        keywordAims.put(keyword, token);
    }

    synchronized void keywordAdded(
            FolderKey folder, long uid, String token, String keyword, long at) {
        Keyword there = keyword(folder, uid, token, keyword);
        there.addedAt = Math.min(there.addedAt, at);
    }

    synchronized void keywordRemovalBegins(
            FolderKey folder, long uid, String token, String keyword, long at) {
        Keyword there = keyword(folder, uid, token, keyword);
        there.removalBegunAt = Math.min(there.removalBegunAt, at);
    }

    synchronized void keywordRemoved(
            FolderKey folder, long uid, String token, String keyword, long at) {
        Keyword there = keyword(folder, uid, token, keyword);
        there.removedAt = Math.min(there.removedAt, at);
    }

    private Keyword keyword(FolderKey folder, long uid, String token, String keyword) {
        return instance(folder, uid, token).keywords.computeIfAbsent(keyword, _ -> new Keyword());
    }

    /** One of several clients made a folder of this name, which nobody deletes. */
    synchronized void created(String name) {
        int times = racedCreations.merge(name, 1, Integer::sum);
        if (times > 1) {
            violation("folder " + name + " was created " + times + " times");
        }
    }

    // ---- what clients see

    /** All messages of a folder, as a client was shown them. */
    synchronized void observed(
            FolderKey folder, long uidNext, List<Seen> all, long begunAt, long endedAt) {
        TreeMap<Long, Instance> known = folders.computeIfAbsent(folder, _ -> new TreeMap<>());
        Set<Long> uids = new HashSet<>();
        long last = 0;
        for (Seen seen : all) {
            if (seen.uid() <= last) {
                violation("UIDs of %s do not ascend at %d".formatted(folder, seen.uid()));
            }
            last = seen.uid();
            uids.add(seen.uid());
            observedOne(folder, seen, begunAt, endedAt);
        }
        known.forEach((uid, instance) -> {
            if (instance.knownAt < begunAt
                    && instance.removalBegunAt > endedAt
                    && life(instance.token).pop3BegunAt > endedAt
                    && !uids.contains(uid)) {
                violation(
                        "UID %d of %s (%s) was told and is missing, nobody removed it"
                                .formatted(uid, folder, instance.token));
                instance.removalBegunAt = endedAt; // once is enough
            }
        });
        Long before = uidNextBefore(folder, begunAt);
        if (before != null && uidNext < before) {
            violation("UIDNEXT of %s went from %d to %d".formatted(folder, before, uidNext));
        }
        uidNexts.computeIfAbsent(folder, _ -> new TreeMap<>())
                .put(endedAt, Math.max(uidNext, highestUidNext.getOrDefault(folder, 0L)));
        highestUidNext.merge(folder, uidNext, Math::max);
    }

    private void observedOne(FolderKey folder, Seen seen, long begunAt, long endedAt) {
        Instance instance = instance(folder, seen.uid(), seen.token());
        if (instance.removedAt < begunAt) {
            violation(
                    "UID %d of %s (%s) came back after it was removed"
                            .formatted(seen.uid(), folder, seen.token()));
        }
        instance.knownAt = Math.min(instance.knownAt, endedAt);
        for (String keyword : seen.keywords()) {
            String aim = keywordAims.get(keyword);
            if (aim != null && !aim.equals(seen.token())) {
                violation(
                        "keyword %s was meant for %s and is on %s (UID %d of %s)"
                                .formatted(keyword, aim, seen.token(), seen.uid(), folder));
            }
        }
        instance.keywords.forEach((keyword, there) -> {
            boolean isOn = seen.keywords().contains(keyword);
            if (!isOn && there.addedAt < begunAt && there.removalBegunAt > endedAt) {
                violation(
                        "keyword %s is missing from UID %d of %s"
                                .formatted(keyword, seen.uid(), folder));
            }
            if (isOn && there.removedAt < begunAt) {
                violation(
                        "keyword %s is back on UID %d of %s"
                                .formatted(keyword, seen.uid(), folder));
            }
        });
    }

    // ---- the end

    /**
     * Everything is quiet and healed: what each message came to.
     *
     * @param counts how many instances of each message there are in all folders
     */
    synchronized void settle(Map<String, Integer> counts) {
        lives.forEach((token, life) -> {
            int count = counts.getOrDefault(token, 0);
            int least = (life.isCreated ? 1 : 0) + life.copies;
            least -= life.removalsBegun.size() + life.pop3RemovalsBegun;
            if (life.isCreated && !life.isExpungeTried) {
                least = Math.max(least, 1);
            }
            int most = (life.isCreatedPerhaps ? 1 : 0) + life.copies + life.copiesPerhaps;
            most -= Math.max(life.removalsDone.size(), life.pop3RemovalsDone);
            if (count < least) {
                violation("%s is lost: %d of at least %d".formatted(token, count, least));
            }
            if (count > most) {
                violation(
                        "%s is there %d times, at most %d are right".formatted(token, count, most));
            }
        });
        counts.keySet().stream()
                .filter(token -> !lives.containsKey(token))
                .forEach(token -> violation(token + " was never sent"));
    }
}
