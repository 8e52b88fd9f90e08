package dev.yagura.testkit.kernels;

import dev.yagura.testkit.host.FileTree;
import dev.yagura.testkit.host.HostTool;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Predicate;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * Fetches Debian's kernels from the mirror this machine uses, and keeps them.
 *
 * <p>A kernel is fetched once; after that no network is needed. To get a newer build, delete its
 * folder in the cache. Safe for concurrent use, by several processes too: one fetches, the others
 * wait. What is in the cache is complete: a kernel gets there by a rename.
 */
public final class DebianKernels {
    private static final Duration EXTRACT_LIMIT = Duration.ofMinutes(5);

    /** Builds to try, newest first: an index may name a package that its mirror dropped. */
    private static final int MAX_CANDIDATES = 3;

    /** A kernel's two places: in /boot, and since 2026 with its modules. */
    private static final Pattern BZ_IMAGE =
            Pattern.compile(".*/(boot/vmlinuz-[^/]+|lib/modules/[^/]+/vmlinuz)");

    /** Of {@code usr/lib/modules/RELEASE/vmlinuz}. */
    private static final int MAX_DEPTH = 5;

    private static final Set<String> PARTS = Set.of("linux-base", "linux-binary", "linux-modules");

    private final Path cache;
    private final Path aptDirectory;

    /**
     * Uses a cache and a machine's apt configuration.
     *
     * @param cache directory for fetched kernels; made if absent
     * @param aptDirectory {@code /etc/apt}, or another place laid out like it
     */
    public DebianKernels(Path cache, Path aptDirectory) {
        this.cache = cache.toAbsolutePath();
        this.aptDirectory = aptDirectory;
    }

    /**
     * Uses the user's cache, {@code ${XDG_CACHE_HOME:-~/.cache}/yagura/kernels}, and this machine's
     * apt configuration.
     */
    public static DebianKernels standard() {
        return new DebianKernels(userCache().resolve("kernels"), Path.of("/etc/apt"));
    }

    /** Returns where this user keeps what can be fetched or built again. */
    static Path userCache() {
        String xdg = System.getenv("XDG_CACHE_HOME");
        Path base =
                xdg == null || xdg.isEmpty()
                        ? Path.of(System.getProperty("user.home"), ".cache")
                        : Path.of(xdg);
        return base.resolve("yagura");
    }

    /** Returns a kernel that is in the cache already; never goes to the network. */
    public Optional<KernelImage> cached(DebianKernel kernel) throws IOException {
        Path directory = cache.resolve(kernel.label());
        if (!Files.isDirectory(directory)) {
            return Optional.empty();
        }
        Path bzImage = directory.resolve("vmlinuz");
        String release = KernelImage.releaseOf(bzImage);
        return Optional.of(
                new KernelImage(
                        kernel.label(), release, bzImage, Optional.of(directory.resolve(release))));
    }

    /**
     * Returns a kernel, fetched if need be.
     *
     * @throws IOException if it is not in the cache and this machine has no Debian mirror, lacks
     *     apt or dpkg, or the mirror does not have the kernel; the message holds apt's complaints
     */
    public KernelImage fetch(DebianKernel kernel) throws IOException {
        Optional<KernelImage> early = cached(kernel);
        if (early.isPresent()) {
            return early.get();
        }
        Files.createDirectories(cache);
        try (var _ = CacheLock.take(cache.resolve(".lock"))) {
            if (cached(kernel).isEmpty()) {
                Path work = Files.createTempDirectory(cache, ".fetch-");
                try {
                    download(kernel, work);
                } finally {
                    FileTree.delete(work);
                }
            }
        }
        return cached(kernel).orElseThrow();
    }

    private void download(DebianKernel kernel, Path work) throws IOException {
        List<AptSource> sources =
                DebianMirrors.sourcesFor(AptSources.read(aptDirectory), kernel.suite());
        PrivateApt apt = PrivateApt.create(work, sources);
        String complaints = apt.update();
        List<String> candidates =
                apt.kernelPackages().stream()
                        .filter(kernel::isImagePackage)
                        .sorted(PackageNames.NATURAL.reversed())
                        .limit(MAX_CANDIDATES)
                        .toList();
        IOException failure =
                new IOException(
                        "apt: found no package of kernel %s in suite %s of %d sources; %s"
                                .formatted(
                                        kernel.label(),
                                        kernel.suite(),
                                        sources.size(),
                                        complaints));
        for (String candidate : candidates) {
            List<Path> debs;
            try {
                debs = apt.download(withParts(apt, candidate));
            } catch (IOException e) {
                failure.addSuppressed(e);
                continue;
            }
            install(kernel, extract(debs, work.resolve("tree")), work.resolve("ready"));
            return;
        }
        throw failure;
    }

    /** Newer packages are empty: kernel, modules and the list of built-in ones are in others. */
    private static List<String> withParts(PrivateApt apt, String imagePackage) throws IOException {
        String version = imagePackage.substring("linux-image-".length());
        List<String> packages = new ArrayList<>(List.of(imagePackage));
        for (String dependency : apt.dependencies(imagePackage)) {
            if (PARTS.contains(dependency.replace("-" + version, ""))) {
                packages.add(dependency);
            }
        }
        return packages;
    }

    private static Path extract(List<Path> debs, Path tree) throws IOException {
        Files.createDirectories(tree);
        String dpkg = HostTool.require("dpkg-deb", "dpkg").toString();
        for (Path deb : debs) {
            HostTool.run(EXTRACT_LIMIT, tree, List.of(dpkg, "-x", deb.toString(), tree.toString()));
        }
        return tree;
    }

    private void install(DebianKernel kernel, Path tree, Path ready) throws IOException {
        Path bzImage = find(tree, "kernel", DebianKernels::isKernel);
        String release = KernelImage.releaseOf(bzImage);
        Path inTree = Path.of("lib/modules", release);
        Path modules = find(tree, inTree.toString(), path -> path.endsWith(inTree));
        Files.createDirectories(ready);
        Files.move(bzImage, ready.resolve("vmlinuz"));
        Files.move(modules, ready.resolve(release));
        Files.move(ready, cache.resolve(kernel.label()), StandardCopyOption.ATOMIC_MOVE);
    }

    private static Path find(Path tree, String what, Predicate<Path> isIt) throws IOException {
        try (Stream<Path> walk = Files.walk(tree, MAX_DEPTH)) {
            return walk.filter(isIt)
                    .findFirst()
                    .orElseThrow(() -> new IOException("kernel package: holds no " + what));
        }
    }

    private static boolean isKernel(Path path) {
        return BZ_IMAGE.matcher(path.toString()).matches();
    }
}
