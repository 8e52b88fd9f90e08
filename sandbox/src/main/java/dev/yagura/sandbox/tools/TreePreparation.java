package dev.yagura.sandbox.tools;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;

import dev.yagura.bytes.MalformedStructureException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;

/** Makes a folder of unpacked packages a tools tree. */
final class TreePreparation {
    /** Larger files are no programs, scripts or settings of the tools. */
    private static final long MAX_CHANGED_BYTES = 64L << 20;

    /** Names that Debian's packages set when they are configured, and what they mean here. */
    private static final Map<String, List<String>> CONFIGURED =
            Map.of(
                    "usr/bin/sh", List.of("dash", "bash"),
                    "usr/bin/awk", List.of("mawk", "gawk"),
                    "usr/bin/which", List.of("which.debianutils"),
                    "usr/bin/nc", List.of("nc.openbsd", "nc.traditional"));

    /** Devices that scripts write to; those of a guest are inert. */
    static final List<String> DEVICES = List.of("null", "zero", "full", "random", "urandom", "tty");

    /** Folders of a package below /var that its programs expect, and that a guest may not have. */
    private static final List<String> STATE_FOLDERS = List.of("var/lib", "var/log", "var/cache");

    private final Path root;
    private final PerlPaths perl = new PerlPaths();

    private TreePreparation(Path root) {
        this.root = root;
    }

    /**
     * Changes what has to be changed, once. The tree is one when this returns.
     *
     * @param library the preload library
     * @throws IOException if a file cannot be changed; the tree is none then
     */
    static void run(Path root, List<UnpackedPackage> packages, Path library) throws IOException {
        TreePreparation preparation = new TreePreparation(root);
        for (UnpackedPackage unpacked : packages) {
            preparation.change(unpacked);
        }
        preparation.addLinks();
        preparation.addLibrary(library);
        preparation.addSkeleton(packages);
        Map<String, String> versions = new TreeMap<>();
        packages.forEach(unpacked -> versions.put(unpacked.name(), unpacked.version()));
        List<String> lines = new ArrayList<>();
        versions.forEach((name, version) -> lines.add(name + " " + version));
        Files.write(root.resolve(ToolsTree.PACKAGES), lines);
    }

    private void change(UnpackedPackage unpacked) throws IOException {
        OwnPlaces places = new OwnPlaces(unpacked.name());
        for (String name : unpacked.files()) {
            Path file = root.resolve(name).normalize();
            if (!file.startsWith(root)) {
                throw new IOException(
                        "package %s: path \"%s\" leads out of the tree"
                                .formatted(unpacked.name(), name));
            }
            if (Files.isSymbolicLink(file)) {
                makeRelative(file);
            } else if (Files.isRegularFile(file, LinkOption.NOFOLLOW_LINKS)
                    && Files.size(file) <= MAX_CHANGED_BYTES) {
                change(file, name, places);
            }
        }
    }

    private void change(Path file, String name, OwnPlaces places) throws IOException {
        byte[] content = Files.readAllBytes(file);
        boolean changed;
        if (ElfSegments.isElf(content)) {
            try {
                changed = changeProgram(file, content);
            } catch (MalformedStructureException e) {
                throw new IOException(name + ": " + e.getMessage(), e);
            }
        } else {
            changed = false;
            String text = new String(content, ISO_8859_1);
            boolean script = text.startsWith("#!");
            boolean setting = name.startsWith("etc/") || name.startsWith("usr/share/");
            if (script || (setting && text.indexOf('\0') < 0)) {
                content = places.in(text).getBytes(ISO_8859_1);
                changed = true;
            }
        }
        if (changed) {
            Files.write(file, content);
        }
    }

    private boolean changeProgram(Path file, byte[] content) throws IOException {
        String name = String.valueOf(file.getFileName());
        if (name.equals(LoaderPaths.LOADER)) {
            LoaderPaths.change(content);
            return true;
        }
        boolean changed = ElfInterpreter.replace(content, ToolsTree.MOUNT + "/" + LoaderPaths.LINK);
        changed |= ElfLibraryPath.change(content);
        if (name.startsWith("perl") || name.startsWith("libperl")) {
            changed |= perl.change(content);
        }
        return changed;
    }

    /** An absolute link would lead to a guest's file. */
    private void makeRelative(Path link) throws IOException {
        Path target = Files.readSymbolicLink(link);
        if (target.isAbsolute()) {
            Path folder = link.resolveSibling("").toRealPath();
            Path inTree = root.toRealPath().resolve(Path.of("/").relativize(target));
            Files.delete(link);
            Files.createSymbolicLink(link, folder.relativize(inTree));
        }
    }

    private void addLinks() throws IOException {
        if (!Files.exists(root.resolve(LoaderPaths.LIBRARIES).resolve(LoaderPaths.LOADER))) {
            throw new IOException(
                    "%s: has no %s/%s, expected it of package libc6"
                            .formatted(root, LoaderPaths.LIBRARIES, LoaderPaths.LOADER));
        }
        link(LoaderPaths.LINK, LoaderPaths.LIBRARIES + "/" + LoaderPaths.LOADER);
        link(LoaderPaths.LIBRARIES_LINK, LoaderPaths.LIBRARIES);
        for (Map.Entry<String, String> link : perl.links().entrySet()) {
            link(link.getKey(), link.getValue());
        }
        for (Map.Entry<String, List<String>> name : CONFIGURED.entrySet()) {
            for (String program : name.getValue()) {
                Path link = root.resolve(name.getKey());
                if (!Files.exists(link) && Files.exists(link.resolveSibling(program))) {
                    Files.deleteIfExists(link); // it may lead to what is not there
                    Files.createSymbolicLink(link, Path.of(program));
                }
            }
        }
    }

    private void link(String name, String target) throws IOException {
        Files.createSymbolicLink(root.resolve(name), Path.of(target));
    }

    private void addLibrary(Path library) throws IOException {
        Files.copy(library, root.resolve(PreloadLibrary.NAME));
        Files.writeString(
                root.resolve(LoaderPaths.PRELOAD),
                ToolsTree.MOUNT + "/" + PreloadLibrary.NAME + "\n",
                UTF_8);
    }

    private void addSkeleton(List<UnpackedPackage> packages) throws IOException {
        Files.createDirectories(root.resolve(ToolsTree.OWN_PROC)); // a package may have it too
        Files.createDirectories(root.resolve(ToolsTree.GUEST));
        Path skeleton = root.resolve(ToolsTree.SKELETON);
        for (String folder : List.of("dev", "proc", "sys", "tmp", "var/log")) {
            Files.createDirectories(skeleton.resolve(folder));
        }
        Files.createDirectory(skeleton.resolve(ToolsTree.MOUNT.substring(1)));
        for (String device : DEVICES) {
            Files.createFile(skeleton.resolve("dev").resolve(device));
        }
        for (UnpackedPackage unpacked : packages) {
            for (String folder : STATE_FOLDERS) {
                Path state = root.resolve(folder).resolve(unpacked.name());
                if (Files.isDirectory(state, LinkOption.NOFOLLOW_LINKS)) {
                    copy(state, skeleton.resolve(folder).resolve(unpacked.name()));
                }
            }
        }
    }

    private static void copy(Path from, Path to) throws IOException {
        Files.createDirectories(to);
        try (Stream<Path> all = Files.walk(from)) {
            for (Path file : all.filter(path -> !path.equals(from)).toList()) {
                Files.copy(
                        file,
                        to.resolve(from.relativize(file)),
                        LinkOption.NOFOLLOW_LINKS,
                        StandardCopyOption.COPY_ATTRIBUTES);
            }
        }
    }
}
