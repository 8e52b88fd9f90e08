package dev.yagura.detect.memory.hidden;

import dev.yagura.kernel.linux.Linux;
import dev.yagura.kernel.linux.Partial;
import dev.yagura.kernel.linux.fs.MountSightings;
import dev.yagura.kernel.walk.WalkLimits;
import java.io.IOException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** All mounts that any place shows, in one look, and which of them their name space lists. */
final class MountCensus {
    /** Mounts in the lists of all name spaces together; a mount is on one of them. */
    private static final long MAX_LISTED = WalkLimits.MAX_ENTRIES;

    private final MountSightings sightings;
    private final Partial.Collector<Unlisted> unlisted = Partial.collector();
    private final Map<Long, Optional<Set<Long>>> lists = new HashMap<>();
    private final Set<Long> hashed;
    private final Set<Long> mounted;
    private final Partial<Unlisted> found;
    private long listed;

    /**
     * A mount that its name space does not list.
     *
     * @param gva address of its {@code struct mount}
     * @param namespaceGva address of the {@code mnt_namespace} that should list it
     * @param presentIn places that have it
     */
    record Unlisted(long gva, long namespaceGva, List<String> presentIn) {}

    private MountCensus(Linux linux) throws IOException {
        this.sightings = new MountSightings(linux);
        // What is being made comes into the table last and goes from it first, so it is read first.
        this.hashed = members(sightings.hashed());
        this.mounted = members(sightings.mounted());
        Set<Long> all = new LinkedHashSet<>(hashed);
        all.addAll(mounted);
        for (long mount : all) {
            unlisted.part("struct mount at 0x%x".formatted(mount), () -> judge(mount));
        }
        this.found = unlisted.done();
    }

    static MountCensus of(Linux linux) throws IOException {
        return new MountCensus(linux);
    }

    private Set<Long> members(Partial<Long> place) {
        place.missing().forEach(gap -> unlisted.missing(gap.what(), gap.why()));
        return new LinkedHashSet<>(place.items());
    }

    private void judge(long mount) throws IOException {
        long namespace = sightings.namespaceOf(mount);
        if (namespace != 0) {
            Set<Long> list = list(namespace).orElse(null);
            if (list != null && !list.contains(mount)) {
                unlisted.add(new Unlisted(mount, namespace, places(mount)));
            }
        }
    }

    /** Returns what a name space lists; empty, and told, where that was not seen whole. */
    private Optional<Set<Long>> list(long namespace) throws IOException {
        Optional<Set<Long>> known = lists.get(namespace);
        if (known != null) {
            return known;
        }
        Optional<Set<Long>> list = Optional.empty();
        if (listed > MAX_LISTED) {
            unlisted.missing(
                    "mount name space at 0x%x".formatted(namespace),
                    "is not read, the others list more than %d mounts".formatted(MAX_LISTED));
        } else {
            Partial<Long> read = sightings.listed(namespace);
            listed += read.items().size() + 1;
            read.missing().forEach(gap -> unlisted.missing(gap.what(), gap.why()));
            list = read.missing().isEmpty() ? Optional.of(new HashSet<>(read.items())) : list;
        }
        lists.put(namespace, list);
        return list;
    }

    private List<String> places(long mount) {
        List<String> places = new ArrayList<>();
        if (hashed.contains(mount)) {
            places.add("mount hash table");
        }
        if (mounted.contains(mount)) {
            places.add("mounts of its filesystem");
        }
        return places;
    }

    /** Returns how many mounts are in the mount hash table. */
    int hashedCount() {
        return hashed.size();
    }

    /** Returns how many mounts filesystems in use have. */
    int mountedCount() {
        return mounted.size();
    }

    /** Returns what could not be read. */
    List<Partial.Missing> missing() {
        return found.missing();
    }

    /** Returns the mounts that their name spaces do not list. */
    List<Unlisted> unlisted() {
        return found.items();
    }
}
