package dev.yagura.storage.disk;

import dev.yagura.bytes.MalformedStructureException;
import dev.yagura.bytes.MalformedStructureException.Reason;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;

/** The layers found so far, and what they turned out to be. */
final class LayerList {
    private final List<Layer> layers = new ArrayList<>();
    private final List<FoundFilesystem> filesystems = new ArrayList<>();
    private final List<String> notes = new ArrayList<>();
    private final List<String> remarks = new ArrayList<>();

    /** Keeps a layer; returns it. */
    Layer add(Layer layer) {
        layers.add(layer);
        return layer;
    }

    /** Returns whether so many were found that no more are looked for; says so once. */
    boolean isFull() {
        boolean full =
                layers.size() >= DiskLimits.MAX_LAYERS
                        || filesystems.size() >= DiskLimits.MAX_FILESYSTEMS;
        if (full) {
            String cut =
                    "there are more layers than %d, or more filesystems than %d: the rest was not looked at"
                            .formatted(DiskLimits.MAX_LAYERS, DiskLimits.MAX_FILESYSTEMS);
            if (!notes.contains(cut)) {
                notes.add(cut);
            }
        }
        return full;
    }

    /** Keeps what kept something from being looked for. */
    void note(String text) {
        notes.add(text);
    }

    void add(FoundFilesystem filesystem) {
        add(filesystem.layer());
        filesystems.add(filesystem);
    }

    /** Keeps what is good to know, and keeps nothing from being read. */
    void remark(String text) {
        remarks.add(text);
    }

    List<Layer> layers() {
        return List.copyOf(layers);
    }

    List<FoundFilesystem> filesystems() {
        return List.copyOf(filesystems);
    }

    List<String> remarks() {
        return List.copyOf(remarks);
    }

    List<String> notes() {
        return List.copyOf(notes);
    }

    /** Returns what a failure to read a layer makes of it. */
    static LayerState stateAfter(IOException e) {
        if (!(e instanceof MalformedStructureException malformed)) {
            return LayerState.FAILED;
        }
        return malformed.reason() == Reason.UNSUPPORTED ? LayerState.REFUSED : LayerState.DAMAGED;
    }

    /** Returns the words of a failure; never empty. */
    static String words(IOException e) {
        String message = e.getMessage();
        return message == null || message.isEmpty() ? e.getClass().getSimpleName() : message;
    }
}
