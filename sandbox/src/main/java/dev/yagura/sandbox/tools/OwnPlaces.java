package dev.yagura.sandbox.tools;

import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The folders and files that a package's scripts call their own, as opposed to those that they look
 * at: {@code /usr/share/lynis} for lynis. What lies there is code or says what code does, so it is
 * taken from the tree.
 */
final class OwnPlaces {
    /** Each followed by the package's name. */
    private static final List<String> FOLDERS =
            List.of(
                    "/usr/lib/",
                    "/usr/libexec/",
                    "/usr/share/",
                    "/usr/local/",
                    "/usr/local/lib/",
                    "/usr/local/share/",
                    "/usr/local/include/",
                    "/usr/local/etc/",
                    "/etc/",
                    "/etc/default/");

    private static final Pattern FIRST_LINE = Pattern.compile("\\A(#![ \\t]*)(/[^\\s]*)");

    /** How a script learns which shell it is run by, and so how its {@code echo} behaves. */
    private static final Pattern OWN_SHELL = Pattern.compile("(?<=\\bls -l )(/bin/sh)(?![\\w-])");

    private final List<Change> changes = new ArrayList<>();

    private record Change(Pattern pattern, String by) {}

    /** Prepares for the files of one package. */
    OwnPlaces(String packageName) {
        for (String folder : FOLDERS) {
            String place = folder + packageName;
            changes.add(
                    new Change(
                            Pattern.compile("(?<![\\w./}-])" + Pattern.quote(place) + "(?![\\w-])"),
                            Matcher.quoteReplacement(ToolsTree.MOUNT + place)));
        }
    }

    /**
     * Returns a script or a configuration file with the interpreter and the places of the tree.
     *
     * @param text the file, a byte a character
     */
    String in(String text) {
        String changed = FIRST_LINE.matcher(text).replaceFirst("$1" + ToolsTree.MOUNT + "$2");
        changed = OWN_SHELL.matcher(changed).replaceAll(ToolsTree.MOUNT + "$1");
        for (Change change : changes) {
            changed = change.pattern().matcher(changed).replaceAll(change.by());
        }
        return changed;
    }
}
