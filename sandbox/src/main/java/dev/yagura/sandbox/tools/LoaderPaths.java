package dev.yagura.sandbox.tools;

import java.io.IOException;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Where glibc's loader looks, changed in the loader itself: the tree's libraries, a list of
 * libraries to load first that is ours, and no cache.
 *
 * <p>So neither a variable of the environment is needed, which scripts clear, nor is what a guest
 * has in its place ever read as the tools' own.
 */
final class LoaderPaths {
    /** The link in the tree by which programs name the loader. */
    static final String LINK = "ld.so";

    /** The link to the folder of libraries: short, for it lies in the place of their paths. */
    static final String LIBRARIES_LINK = "m";

    /** The tree's list of libraries that the loader takes into each program. */
    static final String PRELOAD = "preload";

    /** The folder of libraries in the tree. */
    static final String LIBRARIES = "usr/lib/x86_64-linux-gnu";

    /** The loader's own file name. */
    static final String LOADER = "ld-linux-x86-64.so.2";

    /** That folder, as the loader is told of it. */
    static final String LIBRARIES_AT = ToolsTree.MOUNT + "/" + LIBRARIES_LINK;

    /** Folders, which keep their length: it is written in the loader beside them. */
    private static final Map<String, String> FOLDERS = folders();

    private static final Map<String, String> FILES =
            Map.of(
                    "/etc/ld.so.preload", ToolsTree.MOUNT + "/" + PRELOAD,
                    "/etc/ld.so.cache", ToolsTree.MOUNT + "/cache");

    private LoaderPaths() {}

    private static Map<String, String> folders() {
        Map<String, String> folders = new LinkedHashMap<>();
        folders.put("/lib/x86_64-linux-gnu/", LIBRARIES_AT);
        folders.put("/usr/lib/x86_64-linux-gnu/", LIBRARIES_AT);
        folders.put("/usr/lib/", ToolsTree.MOUNT);
        // Nothing of five bytes leads into the tree. There are no libraries in sysfs.
        folders.put("/lib/", "/sys");
        return folders;
    }

    /**
     * Changes a loader in place.
     *
     * @throws IOException if it lacks one of the paths: it is of another form than is known here
     */
    static void change(byte[] loader) throws IOException {
        for (Map.Entry<String, String> folder : FOLDERS.entrySet()) {
            String old = folder.getKey();
            for (int offset : found(loader, old)) {
                String by = FixedString.padded(folder.getValue(), old.length());
                FixedString.put(loader, offset, old.length(), by);
            }
        }
        for (Map.Entry<String, String> file : FILES.entrySet()) {
            String old = file.getKey();
            for (int offset : found(loader, old)) {
                FixedString.put(loader, offset, old.length(), file.getValue());
            }
        }
    }

    private static List<Integer> found(byte[] loader, String path) throws IOException {
        List<Integer> offsets = FixedString.find(loader, path);
        if (offsets.isEmpty()) {
            throw new IOException(
                    "%s: holds no \"%s\", expected glibc's for x86-64".formatted(LOADER, path));
        }
        return offsets;
    }
}
