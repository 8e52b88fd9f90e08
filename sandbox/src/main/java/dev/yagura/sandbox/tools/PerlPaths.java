package dev.yagura.sandbox.tools;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Where Perl looks for its modules, changed in the interpreter: else {@code use strict} would run a
 * guest's file.
 *
 * <p>Each folder is called by a short link in the tree, which fits in its place.
 */
final class PerlPaths {
    private static final Pattern FOLDER =
            Pattern.compile("(?<=\0)/(?:etc|usr)/[A-Za-z0-9_./-]*perl[A-Za-z0-9_./-]*(?=\0)");
    private static final String LINK_PREFIX = "@";

    private final Map<String, String> links = new LinkedHashMap<>();

    /**
     * Changes a Perl or its library in place.
     *
     * @return whether anything was changed
     */
    boolean change(byte[] program) {
        Matcher folders = FOLDER.matcher(new String(program, ISO_8859_1));
        TreeSet<String> found = new TreeSet<>();
        while (folders.find()) {
            found.add(folders.group());
        }
        for (String folder : found) {
            String by = FixedString.padded(place(folder), folder.length());
            for (int offset : FixedString.find(program, folder)) {
                FixedString.put(program, offset, folder.length(), by);
            }
        }
        return !found.isEmpty();
    }

    /** Returns the links to make in the tree's root, by name, with their targets there. */
    Map<String, String> links() {
        return Map.copyOf(links);
    }

    /** The tree's root has no module; it stands for a folder whose path has no room for a link. */
    private String place(String folder) {
        String link = LINK_PREFIX + links.size();
        for (Map.Entry<String, String> made : links.entrySet()) {
            if (made.getValue().equals(folder.substring(1))) {
                link = made.getKey();
            }
        }
        String path = ToolsTree.MOUNT + "/" + link;
        if (path.length() > folder.length()) {
            return ToolsTree.MOUNT;
        }
        links.put(link, folder.substring(1));
        return path;
    }
}
