package dev.yagura.detect.yara;

import static java.util.Objects.requireNonNull;

import dev.yagura.detect.files.ByteSource;
import java.util.OptionalLong;

/**
 * What rules may ask about an input besides its bytes.
 *
 * @param filepath path of the file, or of the program of a process; may be empty
 * @param filesize in bytes; empty for memory, where {@code filesize} is undefined
 * @param data the bytes at the offsets at which matches are reported
 */
public record YaraInput(String filepath, OptionalLong filesize, ByteSource data) {
    /** Requires all. */
    public YaraInput {
        requireNonNull(filepath, "filepath");
        requireNonNull(filesize, "filesize");
        requireNonNull(data, "data");
    }

    /** Returns the last name of the path. */
    public String filename() {
        return filepath.substring(filepath.lastIndexOf('/') + 1);
    }

    /** Returns the last part of the name with its dot; empty where it has none. */
    public String extension() {
        String name = filename();
        int dot = name.lastIndexOf('.');
        return dot < 0 ? "" : name.substring(dot);
    }
}
