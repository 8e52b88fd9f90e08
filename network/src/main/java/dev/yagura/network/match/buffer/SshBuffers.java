package dev.yagura.network.match.buffer;

import dev.yagura.network.rules.Buffer;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** The buffers of SSH. */
public final class SshBuffers {
    private static final Pattern BANNER = Pattern.compile("SSH-([^-]+)-([^ ]*).*", Pattern.DOTALL);

    private SshBuffers() {}

    /** Adds those of a line; false if it is no banner. */
    public static boolean add(Transaction to, String line) {
        Matcher banner = BANNER.matcher(line);
        if (!banner.matches()) {
            return false;
        }
        to.add(Buffer.SSH_PROTOCOL, banner.group(1));
        to.add(Buffer.SSH_SOFTWARE, banner.group(2));
        return true;
    }
}
