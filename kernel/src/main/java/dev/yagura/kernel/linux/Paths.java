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
 * whose root is that of the mount tree. Safe for concurrent use.
 */
public final class Paths {
    /** {@code NAME_MAX}, include/uapi/linux/limits.h. */
    private static final int MAX_NAME_BYTES = 255;

    /** Names and mounts on the way: {@code PATH_MAX} bytes hold no more names than this. */
    private static final int MAX_STEPS = 4096;

    private final StructViews views;

    Paths(StructViews views) {
        this.views = views;
    }

    /**
     * Returns the path of an open file.
     *
     * @param fileGva address of its {@code struct file}
     * @throws MalformedStructureException if names or parents are none that a kernel can have
     * @throws IOException if guest memory cannot be read
     */
    public GuestPath ofFile(long fileGva) throws IOException {
        FilePath file = views.at(FilePath.class, fileGva);
        return of(file.mountGva(), file.dentryGva());
    }

    /**
     * Returns a path.
     *
     * @param mntGva address of the {@code struct vfsmount}
     * @param dentryGva address of the dentry
     * @throws MalformedStructureException if names or parents are none that a kernel can have
     * @throws IOException if guest memory cannot be read
     */
    public GuestPath of(long mntGva, long dentryGva) throws IOException {
        Dentry dentry = views.at(Dentry.class, dentryGva);
        Mount mount = views.at(Mount.class, mntGva - views.offsetOf("mount", "mnt"));
        boolean isRoot = dentry.parentGva() == dentry.gva();
        if (dentry.nameMaker().orElse(0) != 0 && !(isRoot && mount.rootGva() == dentry.gva())) {
            return madeUp(dentry);
        }
        return new GuestPath(path(dentry, mount), dentry.hashed() == 0 && !isRoot);
    }

    /**
     * Returns the path of a dentry in its own filesystem, as the fourth field of {@code
     * /proc/PID/mountinfo} has it.
     *
     * @throws MalformedStructureException if names or parents are none that a kernel can have
     * @throws IOException if guest memory cannot be read
     */
    public String inFilesystem(long dentryGva) throws IOException {
        Dentry dentry = views.at(Dentry.class, dentryGva);
        boolean isRoot = dentry.parentGva() == dentry.gva();
        NamelessDentry nameless = views.at(NamelessDentry.class, dentryGva);
        if (isRoot && nameless.filesystem().orElse("").equals("nsfs")) {
            return madeUp(dentry).name(); // nsfs_show_path: each name space is a root of its own
        }
        Deque<String> names = new ArrayDeque<>();
        Dentry at = dentry;
        Circle circle = new Circle();
        for (int steps = 0; at.parentGva() != at.gva(); steps++) {
            if (steps == MAX_STEPS || circle.isClosedBy(at.gva(), 0)) {
                throw tooDeep(dentry);
            }
            names.push(name(at));
            at = views.at(Dentry.class, at.parentGva());
        }
        String deleted = dentry.hashed() == 0 && !isRoot ? "//deleted" : "";
        return "/" + String.join("/", names) + deleted;
    }

    /** The names that {@code d_dname} functions make, each known by its filesystem. */
    private GuestPath madeUp(Dentry dentry) throws IOException {
        NamelessDentry nameless = views.at(NamelessDentry.class, dentry.gva());
        String inode = Long.toUnsignedString(nameless.inode().orElse(0));
        return switch (nameless.filesystem().orElse("")) {
            case "pipefs" -> new GuestPath("pipe:[" + inode + "]", false);
            case "sockfs" -> new GuestPath("socket:[" + inode + "]", false);
            case "anon_inodefs" -> new GuestPath("anon_inode:" + name(dentry), false);
            case "pidfs" -> new GuestPath("anon_inode:[pidfd]", false);
            case "nsfs" -> new GuestPath(namespace(nameless), false);
            case "dmabuf" -> new GuestPath("/" + name(dentry) + ":", false);
            default -> new GuestPath("/" + name(dentry), true); // simple_dname: memfd and the like
        };
    }

    private String namespace(NamelessDentry nameless) throws IOException {
        long gva = nameless.privateGva().orElse(0);
        if (gva == 0) {
            return "[" + Long.toUnsignedString(nameless.inode().orElse(0)) + "]";
        }
        NamespaceStruct namespace = views.at(NamespaceStruct.class, gva);
        return "%s:[%d]".formatted(namespace.kind(), Integer.toUnsignedLong(namespace.number()));
    }

    private String path(Dentry start, Mount first) throws IOException {
        Deque<String> names = new ArrayDeque<>();
        Mount mount = first;
        Dentry at = start;
        Circle circle = new Circle();
        for (int steps = 0; steps < MAX_STEPS; steps++) {
            if (circle.isClosedBy(at.gva(), mount.gva())) {
                break;
            }
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
        throw tooDeep(start);
    }

    private MalformedStructureException tooDeep(Dentry start) throws IOException {
        return new MalformedStructureException(
                Reason.OUT_OF_RANGE,
                start.toString(),
                "d_parent",
                views.offsetOf("dentry", "d_parent"),
                "leads back to where it was, or to more than %d ancestors".formatted(MAX_STEPS));
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
