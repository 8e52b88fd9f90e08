package dev.yagura.storage.filesystem;

import dev.yagura.bytes.MalformedStructureException;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/**
 * Lets a reader go on where a checksum does not match, and lists where that was.
 *
 * <p>Safe for concurrent use. The same damage, met again, is listed once.
 */
public final class DamageList implements ChecksumPolicy {
    /** So many are kept; a disk may be damaged all over. */
    public static final int MAX_LISTED = 1000;

    private final Set<String> messages = new LinkedHashSet<>();
    private boolean more;

    /** Makes an empty list. */
    public DamageList() {}

    @Override
    public synchronized void found(MalformedStructureException damage) {
        String message = damage.getMessage();
        if (messages.size() < MAX_LISTED) {
            messages.add(message);
        } else {
            more |= !messages.contains(message);
        }
    }

    /** Returns what was found so far: structure, field, value found, value expected. */
    public synchronized List<String> messages() {
        return List.copyOf(messages);
    }

    /** Returns whether there was more than {@link #messages()} holds. */
    public synchronized boolean isCut() {
        return more;
    }
}
