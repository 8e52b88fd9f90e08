package dev.yagura.kernel.linux;

import dev.yagura.bytes.MalformedStructureException;
import dev.yagura.bytes.MalformedStructureException.Reason;
import dev.yagura.kernel.view.StructViews;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayDeque;
import java.util.Deque;

/**
 * Makes paths of dentries and mounts, as {@code d_path} in {@code fs/d_path.c} does for a reader
 * whose root is that of the mount tree.
 */
final class Paths {
    /** {@code NAME_MAX}, include/uapi/linux/limits.h. */
    private static final int MAX_NAME_BYTES = 255;

    /** Names and mounts on the way: {@code PATH_MAX} bytes hold no more names than this. */
    private static final int MAX_STEPS = 4096;

    private static final String DELETED = " (deleted)";

    private final StructViews views;

    Paths(StructViews views) {
        this.views = views;
    }

    String ofFile(long fileGva) throws IOException {
        FilePath file = views.at(FilePath.class, fileGva);
        Dentry dentry = views.at(Dentry.class, file.dentryGva());
        boolean isRoot = dentry.parentGva() == dentry.gva();
        if (isRoot && dentry.nameMaker().orElse(0) != 0) {
            return "/" + name(dentry) + DELETED; // simple_dname: memfd and other unnamed files
        }
        String path = path(dentry, file.mountGva());
        return dentry.hashed() == 0 && !isRoot ? path + DELETED : path;
    }

    private String path(Dentry start, long mntGva) throws IOException {
        Deque<String> names = new ArrayDeque<>();
        long mntInMount = views.offsetOf("mount", "mnt");
        Mount mount = views.at(Mount.class, mntGva - mntInMount);
        Dentry at = start;
        for (int steps = 0; steps < MAX_STEPS; steps++) {
            boolean isRoot = at.parentGva() == at.gva();
            if (at.gva() != mount.rootGva() && !isRoot) {
                names.push(name(at));
                at = views.at(Dentry.class, at.parentGva());
            } else if (at.gva() == mount.rootGva() && mount.parentGva() != mount.gva()) {
                at = views.at(Dentry.class, mount.mountpointGva());
                mount = views.at(Mount.class, mount.parentGva());
            } else {
                return "/" + String.join("/", names);
            }
        }
        throw new MalformedStructureException(
                Reason.OUT_OF_RANGE,
                start.toString(),
                "d_parent",
                views.offsetOf("dentry", "d_parent"),
                "has more than %d ancestors".formatted(MAX_STEPS));
    }

    private String name(Dentry dentry) throws IOException {
        int length = dentry.nameLength();
        if (length < 0 || length > MAX_NAME_BYTES) {
            throw new MalformedStructureException(
                    Reason.OUT_OF_RANGE,
                    dentry.toString(),
                    "d_name.len",
                    views.offsetOf("dentry", "d_name.len"),
                    "is %d, expected 0..%d"
                            .formatted(Integer.toUnsignedLong(length), MAX_NAME_BYTES));
        }
        return new String(
                views.kernel().memory().bytes(dentry.nameGva(), length), StandardCharsets.UTF_8);
    }
}
