package dev.yagura.detect.storage.accounts;

import dev.yagura.detect.StorageContext;
import dev.yagura.detect.files.GuestFile;
import dev.yagura.detect.files.PathPattern;
import java.io.IOException;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * A line of {@code /etc/passwd}.
 *
 * @param name of the user
 * @param uid its number, 0 to 2^32 - 1
 * @param home its home directory
 * @param shell what it gets at login; may be empty
 */
public record Account(String name, long uid, String home, String shell) {
    private static final int FIELDS = 7;

    /** Users of one guest; a domain's are not in this file. */
    private static final int MAX_ACCOUNTS = 100_000;

    /**
     * Returns the users; none where there is no such file. Lines of another form are passed over.
     */
    public static List<Account> all(StorageContext context) throws IOException {
        Optional<GuestFile> passwd = context.find("/etc/passwd").filter(GuestFile::isRegular);
        List<Account> accounts = new ArrayList<>();
        if (passwd.isPresent()) {
            for (String line : context.lines(passwd.get())) {
                String[] fields = line.split(":", -1);
                if (fields.length == FIELDS && fields[2].matches("\\d{1,10}")) {
                    accounts.add(
                            new Account(
                                    fields[0], Long.parseLong(fields[2]), fields[5], fields[6]));
                }
                if (accounts.size() == MAX_ACCOUNTS) {
                    context.notCovered(
                            "/etc/passwd", "has more than %d users".formatted(MAX_ACCOUNTS));
                    break;
                }
            }
        }
        return accounts;
    }

    /** Returns the home directories of all users, and those where homes usually are. */
    public static List<GuestFile> homes(StorageContext context) throws IOException {
        Set<GuestFile> homes = new LinkedHashSet<>();
        for (Account account : all(context)) {
            context.find(account.home()).filter(GuestFile::isDirectory).ifPresent(homes::add);
        }
        homes.addAll(usualHomes(context));
        return List.copyOf(homes);
    }

    /**
     * Returns the directories where homes usually are, whoever's: users of a domain have some too.
     */
    public static List<GuestFile> usualHomes(StorageContext context) throws IOException {
        List<GuestFile> homes = new ArrayList<>();
        for (GuestFile file : context.find(PathPattern.of("/home/*"))) {
            if (file.isDirectory()) {
                homes.add(file);
            }
        }
        context.find("/root").filter(GuestFile::isDirectory).ifPresent(homes::add);
        return homes;
    }
}
