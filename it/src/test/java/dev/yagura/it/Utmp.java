package dev.yagura.it;

/** Records of who is logged in, utmp(5), as commands that a guest writes them with. */
final class Utmp {
    /** Where a guest's programs look for the records, on a file system of its own. */
    static final String SETUP = "mount -t tmpfs none /run; mkdir -p /var; ln -s /run /var/run";

    private Utmp() {}

    /** Adds a record that says that somebody is logged in. */
    static String add(String user, String line, String host) {
        return "(printf '\\007\\000\\000\\000\\001\\000\\000\\000'"
                + "; printf '%-32s%-4s%-32s%-256s' "
                + "%s ts0 %s %s | tr ' ' '\\000'".formatted(line, user, host)
                + "; dd if=/dev/zero bs=1 count=8 2> /dev/null; printf 'time'"
                + "; dd if=/dev/zero bs=1 count=40 2> /dev/null) >> /run/utmp";
    }
}
