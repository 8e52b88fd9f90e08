package dev.yagura.detect.storage.boot;

import dev.yagura.detect.StorageContext;
import dev.yagura.detect.files.GuestFile;
import dev.yagura.detect.files.PathPattern;
import dev.yagura.detect.rules.Glob;
import java.io.IOException;
import java.util.List;

/** Tells kernel modules from other files, and whence they are. */
final class ModuleFile {
    private static final String END = ".ko";
    private static final List<String> ENDS = List.of(END, ".ko.gz", ".ko.xz", ".ko.zst");
    private static final List<Glob> FOLDERS =
            List.of(Glob.of("/lib/modules/*"), Glob.of("/usr/lib/modules/*"));

    private ModuleFile() {}

    static boolean is(GuestFile file) {
        return file.isRegular() && isName(file.name());
    }

    static boolean isName(String name) {
        return ENDS.stream().anyMatch(name::endsWith);
    }

    /** Returns whether the kernel's programs look for modules there. */
    static boolean isInPlace(GuestFile module) {
        String path = module.path();
        return FOLDERS.stream().anyMatch(folder -> folder.matches(path));
    }

    /** Returns the name without what tells the format. */
    static String name(GuestFile module) {
        return module.name().substring(0, module.name().indexOf(END));
    }

    /**
     * Returns whether a package has a module, or DKMS built one of its name: it keeps what it
     * builds.
     */
    static boolean isKnown(StorageContext context, GuestFile module) throws IOException {
        return context.packages().at(module).isPresent()
                || !context.find(
                                PathPattern.of(
                                        "/var/lib/dkms/**/" + quoted(name(module)) + END + "*"))
                        .isEmpty();
    }

    /** Keeps an intruder's name from being a pattern. */
    private static String quoted(String name) {
        return name.replace('*', '?').replace("\\", "?");
    }
}
