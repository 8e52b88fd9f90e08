package dev.yagura.kernel.linux.system;

import dev.yagura.kernel.linux.GuestFaults;
import dev.yagura.kernel.linux.Linux;
import dev.yagura.kernel.linux.Partial;
import dev.yagura.kernel.linux.Symbols;
import dev.yagura.kernel.walk.Walk;
import java.io.IOException;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** Lists the keys of all users and of the kernel; {@code security/keys}. */
public final class KernelKeys {
    /** Nodes of one key ring's tree, each with room for 16 keys. */
    private static final int MAX_NODES = 65536;

    private static final long META = 1;
    private static final long SHORTCUT = 2;

    private final Linux linux;
    private final Partial.Collector<KernelKey> found = Partial.collector();

    private KernelKeys(Linux linux) {
        this.linux = linux;
    }

    /**
     * Returns the keys, by their numbers.
     *
     * @throws IOException if this kernel has no keys, or the memory source fails
     */
    public static Partial<KernelKey> list(Linux linux) throws IOException {
        KernelKeys keys = new KernelKeys(linux);
        long root = Symbols.require(linux.kernel(), "key_serial_tree");
        Walk<KeyStructs.Key> all = linux.walks().tree(root, KeyStructs.Key.class, "serial_node");
        keys.found.check(all);
        Map<Long, List<String>> held = keys.held(all.items());
        for (KeyStructs.Key key : all.items()) {
            keys.found.add(
                    "key %s at 0x%x".formatted(Integer.toHexString(key.serial()), key.gva()),
                    () -> key(key, held.getOrDefault(key.gva(), List.of())));
        }
        return keys.found.done();
    }

    private static KernelKey key(KeyStructs.Key key, List<String> keyrings) throws IOException {
        return new KernelKey(
                key.gva(),
                key.serial(),
                key.type().orElse(""),
                key.description().orElse(""),
                Integer.toUnsignedLong(key.uid()),
                Integer.toUnsignedLong(key.gid()),
                key.perm(),
                key.flags(),
                key.usage(),
                key.expiry(),
                keyrings);
    }

    /** Returns for each key that is in a key ring what these are called. */
    private Map<Long, List<String>> held(List<KeyStructs.Key> keys) throws IOException {
        Map<Long, List<String>> held = new HashMap<>();
        for (KeyStructs.Key ring : keys) {
            try {
                if (ring.type().orElse("").equals("keyring")) {
                    String name = ring.description().orElse("");
                    for (long key : in(ring)) {
                        held.computeIfAbsent(key, _ -> new ArrayList<>()).add(name);
                    }
                }
            } catch (IOException e) {
                if (!GuestFaults.isGuestFault(e)) {
                    throw e;
                }
                found.missing(
                        "what key ring %s holds".formatted(Integer.toHexString(ring.serial())),
                        String.valueOf(e.getMessage()));
            }
        }
        return held;
    }

    /** Returns the addresses of the keys in a key ring; {@code lib/assoc_array.c}. */
    private Set<Long> in(KeyStructs.Key ring) throws IOException {
        Set<Long> keys = new HashSet<>();
        Set<Long> seen = new HashSet<>();
        Deque<Long> pointers = new ArrayDeque<>();
        pointers.push(ring.keys());
        while (!pointers.isEmpty()) {
            long pointer = pointers.pop();
            long gva = pointer & ~(META | SHORTCUT);
            if (gva == 0) {
                continue;
            }
            if ((pointer & META) == 0) {
                keys.add(gva); // a key ring in a key ring has the second bit set
            } else if (seen.size() == MAX_NODES || !seen.add(gva)) {
                found.missing(
                        "what key ring %s holds".formatted(Integer.toHexString(ring.serial())),
                        "node at 0x%x was met before, or is one of too many".formatted(gva));
                return keys;
            } else if ((pointer & SHORTCUT) != 0) {
                pointers.push(linux.views().at(KeyStructs.Shortcut.class, gva).nextNode());
            } else {
                for (long slot : linux.views().at(KeyStructs.Node.class, gva).slots()) {
                    pointers.push(slot);
                }
            }
        }
        return keys;
    }
}
