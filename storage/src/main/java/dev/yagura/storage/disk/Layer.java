package dev.yagura.storage.disk;

import static java.util.Objects.requireNonNull;

import java.util.LinkedHashSet;
import java.util.List;
import java.util.SequencedSet;

/**
 * One layer of a guest's disks, as far as it was understood. What it says of itself is the guest's
 * to choose, except for that of {@link LayerKind#DISK}.
 *
 * @param name unique among the layers of a kind: {@code disk0p1}, {@code vg/root}; a filesystem has
 *     that of the device it is on
 * @param kind what it is
 * @param format its format or type, as tools of the guest call it: {@code qcow2}, {@code luks2},
 *     {@code ext4}, a partition's type; empty if unknown
 * @param offset where a partition starts in what it lies on, in bytes; 0 for all else
 * @param sizeBytes length of its content; 0 if that is unknown
 * @param uuid its identity as {@code fstab} writes it; empty if it has none or it is unknown
 * @param label its label, or a partition's name; may be empty
 * @param below what it lies on; empty for a disk
 * @param state whether it can be read
 * @param why why it cannot be read; empty if it can
 */
public record Layer(
        String name,
        LayerKind kind,
        String format,
        long offset,
        long sizeBytes,
        String uuid,
        String label,
        List<Layer> below,
        LayerState state,
        String why) {
    /** Requires the components and copies the list. */
    public Layer {
        requireNonNull(name, "name");
        requireNonNull(kind, "kind");
        requireNonNull(format, "format");
        requireNonNull(uuid, "uuid");
        requireNonNull(label, "label");
        below = List.copyOf(below);
        requireNonNull(state, "state");
        requireNonNull(why, "why");
    }

    /** Returns the same layer, open. */
    Layer opened(long length) {
        return new Layer(
                name, kind, format, offset, length, uuid, label, below, LayerState.OPEN, "");
    }

    /** Returns the same layer, not open. */
    Layer closed(LayerState other, String reason) {
        return new Layer(name, kind, format, offset, sizeBytes, uuid, label, below, other, reason);
    }

    /** Returns whether it is encrypted, and no key that was given opens it. */
    public boolean isLocked() {
        return state == LayerState.LOCKED;
    }

    /** Returns all layers that this one lies on, nearest first, each once. */
    public SequencedSet<Layer> foundation() {
        SequencedSet<Layer> found = new LinkedHashSet<>();
        for (Layer layer : below) {
            found.add(layer);
        }
        for (Layer layer : below) {
            found.addAll(layer.foundation());
        }
        return found;
    }

    /** Returns whether this layer or one that it lies on is of a kind. */
    public boolean isWithin(LayerKind wanted) {
        return kind == wanted || below.stream().anyMatch(layer -> layer.isWithin(wanted));
    }
}
