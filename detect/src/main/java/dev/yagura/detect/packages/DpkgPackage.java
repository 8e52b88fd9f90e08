package dev.yagura.detect.packages;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/**
 * A stanza of dpkg's {@code status}, of a package whose files are there.
 *
 * @param name of the package
 * @param architecture it is for
 * @param version installed
 * @param conffiles MD5 by path, as packaged
 */
record DpkgPackage(
        String name, String architecture, String version, Map<String, String> conffiles) {

    DpkgPackage {
        conffiles = Map.copyOf(conffiles);
    }

    /** Returns the packages that are unpacked, in the order of the file. */
    static List<DpkgPackage> read(List<String> lines) {
        List<DpkgPackage> packages = new ArrayList<>();
        Map<String, String> stanza = new LinkedHashMap<>();
        Map<String, String> conffiles = new LinkedHashMap<>();
        String field = "";
        for (String line : lines) {
            if (line.isBlank()) {
                add(packages, stanza, conffiles);
                stanza.clear();
                conffiles.clear();
            } else if (line.startsWith(" ")) {
                if (field.equals("conffiles")) {
                    conffile(line.strip(), conffiles);
                }
            } else {
                int colon = line.indexOf(':');
                field = line.substring(0, Math.max(colon, 0)).toLowerCase(Locale.ROOT);
                stanza.put(field, line.substring(colon + 1).strip());
            }
        }
        add(packages, stanza, conffiles);
        return packages;
    }

    private static void conffile(String line, Map<String, String> conffiles) {
        String[] words = line.split(" ", -1);
        boolean obsolete = words.length > 2;
        if (words.length >= 2 && !obsolete) {
            conffiles.put(words[0], words[1]);
        }
    }

    private static void add(
            List<DpkgPackage> to, Map<String, String> stanza, Map<String, String> conffiles) {
        String name = stanza.getOrDefault("package", "");
        String[] status = stanza.getOrDefault("status", "").split(" ", -1);
        String state = status[status.length - 1];
        boolean hasFiles = !state.equals("not-installed") && !state.equals("config-files");
        // The name becomes part of a path.
        if (hasFiles && !state.isEmpty() && name.matches("[a-z0-9][a-z0-9+.-]*")) {
            to.add(
                    new DpkgPackage(
                            name,
                            stanza.getOrDefault("architecture", ""),
                            stanza.getOrDefault("version", ""),
                            conffiles));
        }
    }
}
