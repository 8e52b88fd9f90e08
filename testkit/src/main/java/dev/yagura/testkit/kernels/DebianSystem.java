package dev.yagura.testkit.kernels;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.yagura.testkit.host.FileTree;
import dev.yagura.testkit.host.HostTool;
import java.io.Closeable;
import java.io.FileNotFoundException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;

/**
 * A whole Debian as people run it, for a guest's root file system: systemd with its guards, sshd,
 * cron, nftables, a container, and the tools that print what it is.
 *
 * <p>Built once from the mirror this machine uses, in about half a minute, and kept beside the
 * kernels. Safe for concurrent use, by several processes too.
 */
public final class DebianSystem {
    private static final String SUITE = "bookworm";
    private static final Duration BUILD_LIMIT = Duration.ofMinutes(10);
    private static final String SIZE = "700M";

    /** Room for tools and what they depend on. */
    private static final String SIZE_WITH_MORE = "1400M";

    private static final List<String> PACKAGES =
            List.of(
                    "bpftool",
                    "cron",
                    "dbus",
                    "iproute2",
                    "kmod",
                    "login",
                    "lsof",
                    "net-tools",
                    "nftables",
                    "openssh-client",
                    "openssh-server",
                    "procps",
                    "psmisc",
                    "systemd-sysv",
                    "udev",
                    "util-linux");

    /** Resources, and where they go. */
    private static final Map<String, String> FILES =
            Map.of(
                    "guest-shell.service", "etc/systemd/system/guest-shell.service",
                    "guarded.service", "etc/systemd/system/guarded.service",
                    "box.service", "etc/systemd/system/box.service",
                    "start", "usr/local/lib/guest/start",
                    "box", "usr/local/lib/guest/box",
                    "nftables.conf", "etc/nftables.conf",
                    "beat", "etc/cron.d/beat");

    private static final List<String> HOOKS =
            List.of(
                    "chroot \"$1\" useradd --create-home --shell /bin/sh alice",
                    "chroot \"$1\" useradd --create-home --shell /bin/sh bob",
                    // A guest has neither a network to wait for nor packages to renew.
                    "systemctl --root=\"$1\" --quiet mask apt-daily.timer apt-daily-upgrade.timer"
                            + " e2scrub_all.timer e2scrub_reap.service fstrim.timer");

    private DebianSystem() {}

    /**
     * Returns the image of the file system, built if need be.
     *
     * @return a raw ext4 image, not to be written to
     * @throws IOException if it is not there yet and cannot be built: this machine has no Debian
     *     mirror, lacks mmdebstrap or mke2fs, or the user may not build one
     */
    public static Path image() throws IOException {
        return image(PACKAGES, SIZE);
    }

    /**
     * Returns the image of the same system with more packages, built if need be; twice as large.
     *
     * @param more names of Debian packages; what they depend on comes with them
     * @throws IOException as {@link #image()}
     */
    public static Path imageWith(List<String> more) throws IOException {
        return image(Stream.concat(PACKAGES.stream(), more.stream()).toList(), SIZE_WITH_MORE);
    }

    private static Path image(List<String> packages, String size) throws IOException {
        Path cache = DebianKernels.userCache().resolve("systems");
        Map<String, byte[]> files = files();
        Path image = cache.resolve("%s-%s.ext4".formatted(SUITE, recipe(files, packages, size)));
        if (Files.exists(image)) {
            return image;
        }
        Files.createDirectories(cache);
        try (var _ = CacheLock.take(cache.resolve(".lock"))) {
            if (!Files.exists(image)) {
                Path work = Files.createTempDirectory(cache, ".build-");
                try (Closeable _ = () -> FileTree.delete(work)) {
                    Files.move(
                            build(work, files, packages, size),
                            image,
                            StandardCopyOption.ATOMIC_MOVE);
                }
            }
        }
        return image;
    }

    private static Path build(
            Path work, Map<String, byte[]> files, List<String> packages, String size)
            throws IOException {
        List<String> sources = new ArrayList<>();
        for (AptSource source :
                DebianMirrors.sourcesFor(AptSources.read(Path.of("/etc/apt")), SUITE)) {
            sources.add(AptSources.oneLine(PrivateApt.withKeyInFile(work, source, sources.size())));
        }
        Path list = Files.write(work.resolve("sources.list"), sources);
        Path root = work.resolve("root");
        List<String> bootstrap = new ArrayList<>();
        bootstrap.add(HostTool.require("mmdebstrap", "mmdebstrap").toString());
        bootstrap.addAll(List.of("--quiet", "--variant=minbase", "--format=directory"));
        bootstrap.add("--include=" + String.join(",", packages));
        HOOKS.forEach(hook -> bootstrap.add("--customize-hook=" + hook));
        bootstrap.addAll(List.of(SUITE, root.toString(), list.toString()));
        HostTool.run(BUILD_LIMIT, work, bootstrap);
        for (Map.Entry<String, byte[]> file : files.entrySet()) {
            plant(root, file.getKey(), file.getValue());
        }
        Path image = work.resolve("image");
        HostTool.run(
                BUILD_LIMIT,
                work,
                List.of(
                        HostTool.require("mke2fs", "e2fsprogs").toString(),
                        "-q",
                        "-t",
                        "ext4",
                        "-d",
                        root.toString(),
                        image.toString(),
                        size));
        return image;
    }

    private static void plant(Path root, String path, byte[] content) throws IOException {
        Path file = root.resolve(path);
        Files.createDirectories(file.getParent());
        Files.write(file, content);
        if (path.startsWith("usr/local/lib/guest/")) {
            Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rwxr-xr-x"));
        }
        if (path.endsWith(".service")) {
            enable(root, file.getFileName());
        }
        if (path.endsWith("nftables.conf")) {
            Files.createSymbolicLink(
                    root.resolve("etc/systemd/system/sysinit.target.wants/nftables.service"),
                    Path.of("/lib/systemd/system/nftables.service"));
        }
    }

    private static void enable(Path root, Path unit) throws IOException {
        Path wants = root.resolve("etc/systemd/system/multi-user.target.wants");
        Files.createDirectories(wants);
        Files.createSymbolicLink(wants.resolve(unit), Path.of("/etc/systemd/system").resolve(unit));
    }

    private static Map<String, byte[]> files() throws IOException {
        Map<String, byte[]> files = new TreeMap<>();
        for (Map.Entry<String, String> file : FILES.entrySet()) {
            try (InputStream in =
                    DebianSystem.class.getResourceAsStream("system/" + file.getKey())) {
                if (in == null) {
                    throw new FileNotFoundException("resource system/" + file.getKey());
                }
                files.put(file.getValue(), in.readAllBytes());
            }
        }
        return files;
    }

    /** Another recipe makes another image; nobody has to know that an old one is about. */
    private static String recipe(Map<String, byte[]> files, List<String> packages, String size) {
        try {
            MessageDigest digest = MessageDigest.getInstance("SHA-256");
            digest.update((SUITE + packages + HOOKS + size).getBytes(UTF_8));
            files.forEach((path, content) -> {
                digest.update(path.getBytes(UTF_8));
                digest.update(content);
            });
            return HexFormat.of().formatHex(digest.digest(), 0, 8);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every JDK has SHA-256", e);
        }
    }
}
