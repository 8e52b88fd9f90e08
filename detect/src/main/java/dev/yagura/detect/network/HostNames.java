package dev.yagura.detect.network;

import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;

/** What the parts of host names are for. */
final class HostNames {
    private static final int COUNTRY = 2;
    private static final int SHORT_LABEL = 3;

    /** Pairs of letters that make up much of English text and of names like it. */
    private static final Set<String> COMMON_PAIRS =
            Set.of(
                    ("th he in er re on an at en nd ti es or te of ed is it al ar st to"
                                    + " nt ng se ha as ou io le ve co me de hi ri ro ic ne ea ra ce li ch"
                                    + " ll be ma si om ur ca el ta la ns di fo ho pe ec pr no ct us ac ot"
                                    + " il tr ly nc et ut ss so rs un lo wa ge ie wh ee wi em ad ol rt po"
                                    + " we na ul ni ts mo ow pa im mi ai sh ir su id os iv ia am fi ci vi"
                                    + " pl ig tu ev ld ry mp fe bl ab gh ty op wo sa ay ex ke fr oo")
                            .split(" "));

    private static final int JUDGED_CHARACTERS = 8;
    private static final double COMMON = 0.3;

    private HostNames() {}

    /**
     * Returns under whose name it is: two labels, or three where the last ones look like those of a
     * country ({@code example.co.uk}). Empty for a name of one label, and for addresses looked up
     * backwards.
     */
    static Optional<String> owner(String name) {
        String plain = plain(name);
        List<String> labels = List.of(plain.split("\\.", -1));
        int count = labels.size();
        if (count < 2 || plain.endsWith(".arpa")) {
            return Optional.empty();
        }
        boolean country =
                count > 2
                        && labels.get(count - 1).length() == COUNTRY
                        && labels.get(count - 2).length() <= SHORT_LABEL;
        return Optional.of(String.join(".", labels.subList(count - (country ? 3 : 2), count)));
    }

    /** Returns what stands in front of the owner's name, without dots. */
    static String below(String name, String owner) {
        String plain = plain(name);
        return plain.substring(0, plain.length() - owner.length()).replace(".", "");
    }

    private static String plain(String name) {
        String lower = name.toLowerCase(Locale.ROOT);
        return lower.endsWith(".") ? lower.substring(0, lower.length() - 1) : lower;
    }

    /**
     * Returns whether the first label of an owner's name looks as if nobody had thought of it: 8
     * characters and more, of whose pairs less than 30 % are frequent in words.
     */
    static boolean looksGenerated(String owner) {
        String label = owner.substring(0, owner.indexOf('.'));
        if (label.length() < JUDGED_CHARACTERS || label.startsWith("xn--")) {
            return false;
        }
        int common = 0;
        for (int at = 0; at + 1 < label.length(); at++) {
            if (COMMON_PAIRS.contains(label.substring(at, at + 2))) {
                common++;
            }
        }
        return (double) common / (label.length() - 1) < COMMON;
    }
}
