package mailstead.testkit.nfs;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import mailstead.fs.FileSystem;

/**
 * What one mounting machine may still believe: for names and attributes that others have changed
 * since it asked, what they were before. Some process of the machine may have asked at any time, so
 * every past answer counts until the machine itself learns better. Confined.
 */
final class Host {

    private record Binding(long folder, String name) {}

    /** A file and the name it was opened by. */
    private record OpenName(long number, String name) {}

    final String name;
    private final Map<Binding, List<Inode>> names = new HashMap<>();

    /** The oldest of each: with them nothing seems to have happened, which is worst. */
    private final Map<Long, FileSystem.Stat> attributes = new HashMap<>();

    private final Map<OpenName, Integer> open = new HashMap<>();

    /** Removed here while open: under which names they wait for being closed. */
    private final Map<Long, Tree.Place> kept = new HashMap<>();

    Host(String name) {
        this.name = name;
    }

    /**
     * @param twins by their numbers
     */
    Host copy(Map<Long, Inode> twins) {
        Host copy = new Host(name);
        names.forEach((binding, olds) ->
                copy.names.put(
                        binding,
                        new ArrayList<>(
                                olds.stream().map(i -> twins.getOrDefault(i.number, i)).toList())));
        copy.attributes.putAll(attributes);
        copy.open.putAll(open);
        return copy;
    }

    /** Another machine has changed what a name leads to. */
    void missed(Inode folder, String name, Inode before, Inode now) {
        List<Inode> olds = names.computeIfAbsent(key(folder, name), _ -> new ArrayList<>(2));
        if (!olds.contains(before)) {
            olds.add(before);
        }
        olds.remove(now);
    }

    /** Another machine has changed these attributes. */
    void missed(Inode inode, FileSystem.Stat before) {
        attributes.putIfAbsent(inode.number, before);
    }

    /** Has asked the server for this name. */
    void learned(Inode folder, String name) {
        if (!names.isEmpty()) {
            names.remove(key(folder, name));
        }
    }

    void learnedAttributes(Inode inode) {
        attributes.remove(inode.number);
    }

    /** Has learned how far the folder has changed, which makes it ask again for each name. */
    void learnedAll(Inode folder) {
        if (!names.isEmpty()) {
            names.keySet().removeIf(binding -> binding.folder == folder.number);
        }
        learnedAttributes(folder);
    }

    /** What a cache may say instead of the present. */
    List<Inode> believed(Inode folder, String name) {
        return names.isEmpty() ? List.of() : names.getOrDefault(key(folder, name), List.of());
    }

    Optional<FileSystem.Stat> believed(Inode inode) {
        return Optional.ofNullable(attributes.get(inode.number));
    }

    void opened(Inode inode, String name) {
        open.merge(new OpenName(inode.number, name), 1, Integer::sum);
    }

    /** Whether nobody here has it open any more. */
    boolean closed(Inode inode, String name) {
        OpenName key = new OpenName(inode.number, name);
        int left = open.getOrDefault(key, 1) - 1;
        if (left > 0) {
            open.put(key, left);
        } else {
            open.remove(key);
        }
        return open.keySet().stream().noneMatch(other -> other.number == inode.number);
    }

    boolean hasOpen(Inode inode, String name) {
        return open.containsKey(new OpenName(inode.number, name));
    }

    void kept(Inode inode, Tree.Place place) {
        kept.put(inode.number, place);
    }

    boolean isKept(Inode inode) {
        return kept.containsKey(inode.number);
    }

    /** The name under which a removed file has waited, now that it is closed. */
    Optional<Tree.Place> release(Inode inode) {
        return Optional.ofNullable(kept.remove(inode.number));
    }

    long digest() {
        long sum = 0;
        for (Map.Entry<Binding, List<Inode>> entry : names.entrySet()) {
            long key = Digest.mix(entry.getKey().folder, entry.getKey().name.hashCode());
            for (Inode old : entry.getValue()) {
                sum += Digest.mix(key, old.number);
            }
        }
        for (Map.Entry<Long, FileSystem.Stat> entry : attributes.entrySet()) {
            sum += Digest.mix(entry.getKey(), entry.getValue().hashCode());
        }
        return Digest.mix(sum, open.hashCode());
    }

    private static Binding key(Inode folder, String name) {
        return new Binding(folder.number, name);
    }
}
