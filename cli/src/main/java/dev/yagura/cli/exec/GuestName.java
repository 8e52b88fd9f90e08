package dev.yagura.cli.exec;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.List;

/** What a guest calls itself, by its files. */
public final class GuestName {
    private static final List<String> FILES = List.of("proc/sys/kernel/hostname", "etc/hostname");
    private static final int MAX_BYTES = 64; // __NEW_UTS_LEN of linux/utsname.h
    private static final String UNKNOWN = "guest";

    private GuestName() {}

    /**
     * Returns a guest's host name.
     *
     * @param tree its files; no link of them is followed
     * @return a name of letters, digits, dots and dashes
     */
    public static String of(Path tree) {
        for (String name : FILES) {
            String text = firstBytes(tree.resolve(name));
            if (text.matches("[A-Za-z0-9][A-Za-z0-9.-]*")) {
                return text;
            }
        }
        return UNKNOWN;
    }

    /** Nothing is said of a file that cannot be read: tools read the same file, and say so. */
    private static String firstBytes(Path file) {
        if (!Files.isRegularFile(file, LinkOption.NOFOLLOW_LINKS)) {
            return "";
        }
        try (InputStream in = Files.newInputStream(file, LinkOption.NOFOLLOW_LINKS)) {
            return new String(in.readNBytes(MAX_BYTES), ISO_8859_1).strip();
        } catch (IOException e) {
            return "";
        }
    }
}
