package dev.yagura.detect.storage.accounts;

import dev.yagura.detect.StorageContext;
import dev.yagura.detect.files.GuestFile;
import java.io.IOException;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;

/** Names of users or groups by number, as {@code /etc/passwd} and {@code /etc/group} have them. */
public final class NumberedNames {
    private final Map<Long, String> names;

    private NumberedNames(Map<Long, String> names) {
        this.names = names;
    }

    /** Reads the users. */
    public static NumberedNames users(StorageContext context) throws IOException {
        return read(context, "/etc/passwd");
    }

    /** Reads the groups. */
    public static NumberedNames groups(StorageContext context) throws IOException {
        return read(context, "/etc/group");
    }

    private static NumberedNames read(StorageContext context, String path) throws IOException {
        Map<Long, String> names = new HashMap<>();
        Optional<GuestFile> file = context.find(path).filter(GuestFile::isRegular);
        if (file.isPresent()) {
            for (String line : context.lines(file.get())) {
                String[] fields = line.split(":", 4);
                if (fields.length == 4 && fields[2].matches("\\d{1,10}")) {
                    names.putIfAbsent(Long.parseLong(fields[2]), fields[0]);
                }
            }
        }
        return new NumberedNames(names);
    }

    /** Returns the first name that has a number, or the number itself. */
    public String name(int number) {
        long unsigned = Integer.toUnsignedLong(number);
        return names.getOrDefault(unsigned, Long.toString(unsigned));
    }
}
