package dev.yagura.detect.storage.privileges;

import java.util.Locale;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Capabilities as people write them: clauses of names and changes, such as {@code
 * cap_net_raw,cap_net_admin=ep}; cap_from_text(3).
 */
public final class CapabilityText {
    private static final Pattern CLAUSE =
            Pattern.compile("([a-z0-9_,]*)((?:[=+-][eip]*)+)", Pattern.CASE_INSENSITIVE);

    private static final Pattern CHANGE = Pattern.compile("([=+-])([eip]*)");

    /** All that Linux 6.12 has. */
    private static final long ALL = (1L << FileCapabilities.NAMES.size()) - 1;

    private long permitted;
    private long inheritable;
    private long effective;

    private CapabilityText() {}

    /** Returns what a text says; empty if it is not one. */
    public static Optional<FileCapabilities> parse(String text) {
        CapabilityText sets = new CapabilityText();
        // Older versions of libcap put a space behind the first sign: "= cap_net_raw+p".
        for (String clause : text.strip().split("\\s+", -1)) {
            Matcher matcher = CLAUSE.matcher(clause.toLowerCase(Locale.ROOT));
            if (clause.isEmpty()) {
                continue;
            }
            if (!matcher.matches() || !sets.apply(matcher.group(1), matcher.group(2))) {
                return Optional.empty();
            }
        }
        return Optional.of(
                new FileCapabilities(sets.permitted, sets.inheritable, sets.effective != 0));
    }

    private boolean apply(String names, String changes) {
        long chosen = 0;
        for (String name : names.split(",", -1)) {
            int number = FileCapabilities.NAMES.indexOf(name);
            if (name.isEmpty() || name.equals("all")) {
                chosen = ALL;
            } else if (number < 0) {
                return false;
            } else {
                chosen |= 1L << number;
            }
        }
        Matcher change = CHANGE.matcher(changes);
        while (change.find()) {
            String sets = change.group(2);
            if (change.group(1).equals("=")) {
                permitted &= ~chosen;
                inheritable &= ~chosen;
                effective &= ~chosen;
            }
            boolean lower = change.group(1).equals("-");
            permitted = changed(permitted, chosen, sets.indexOf('p') >= 0, lower);
            inheritable = changed(inheritable, chosen, sets.indexOf('i') >= 0, lower);
            effective = changed(effective, chosen, sets.indexOf('e') >= 0, lower);
        }
        return true;
    }

    private static long changed(long set, long chosen, boolean meant, boolean lower) {
        if (!meant) {
            return set;
        }
        return lower ? set & ~chosen : set | chosen;
    }
}
