package dev.yagura.detect.storage.boot;

import dev.yagura.detect.StorageContext;
import dev.yagura.detect.files.GuestFile;
import dev.yagura.detect.ramdisk.RamdiskMember;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/** Where in the guest a file of an initial ramdisk is from, after mkinitramfs(8). */
final class InitrdPlaces {
    /** Trees that it copies as they are. */
    private static final List<String> TREES =
            List.of("/", "/usr/share/initramfs-tools/", "/etc/initramfs-tools/");

    /** Folders whose programs replace larger ones of the same name. */
    private static final List<String> SMALL_PROGRAMS =
            List.of("/usr/lib/klibc/bin/", "/usr/lib/initramfs-tools/bin/");

    private static final Pattern LIBRARY = Pattern.compile("([^-.]+)[-.].*");

    private InitrdPlaces() {}

    /** Returns what the guest has at the places that a file may be from. */
    static List<GuestFile> of(StorageContext context, RamdiskMember member) throws IOException {
        List<GuestFile> found = new ArrayList<>();
        Stream<String> paths =
                Stream.concat(
                        TREES.stream().map(tree -> tree + member.path()),
                        SMALL_PROGRAMS.stream().map(folder -> folder + member.name()));
        for (String path : paths.toList()) {
            context.find(path).filter(GuestFile::isRegular).ifPresent(found::add);
        }
        return found;
    }

    /** Returns libraries of the same name and perhaps another version, in the same folder. */
    static List<GuestFile> libraries(StorageContext context, RamdiskMember member)
            throws IOException {
        int folder = member.path().lastIndexOf('/');
        if (folder < 0 || !member.name().contains(".so")) {
            return List.of();
        }
        Optional<GuestFile> directory = context.find("/" + member.path().substring(0, folder));
        return directory
                .map(found ->
                        found.children().stream()
                                .filter(GuestFile::isRegular)
                                .filter(file -> stem(file.name()).equals(stem(member.name())))
                                .toList())
                .orElse(List.of());
    }

    private static String stem(String name) {
        return LIBRARY.matcher(name).replaceFirst("$1");
    }
}
