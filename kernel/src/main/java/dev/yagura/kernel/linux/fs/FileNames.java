package dev.yagura.kernel.linux.fs;

import dev.yagura.kernel.linux.Linux;
import dev.yagura.kernel.linux.Partial;
import dev.yagura.kernel.linux.Paths;
import dev.yagura.kernel.view.KernelStruct;
import dev.yagura.kernel.view.StructView;
import dev.yagura.kernel.view.StructViews;
import dev.yagura.kernel.walk.Walk;
import java.io.IOException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** Finds the names of files of which only the inode is known. Safe for concurrent use. */
public final class FileNames {
    private static final String DELETED = "//deleted";

    private final Linux linux;
    private final StructViews views;
    private final Paths paths;
    private final Map<Long, List<MountPoint>> mounts = new HashMap<>();
    private final List<Partial.Missing> missing = new ArrayList<>();

    /** A name in a directory, found by the file it is of. */
    @KernelStruct("dentry")
    interface Name extends StructView {}

    /**
     * Names of a file.
     *
     * @param paths its names; none where no name of it is in memory
     * @param mounted whether a path begins at a root that processes see; else they begin at the
     *     filesystem's own
     */
    public record Named(List<String> paths, boolean mounted) {
        /** Copies the paths. */
        public Named {
            paths = List.copyOf(paths);
        }
    }

    private FileNames(Linux linux) {
        this.linux = linux;
        this.views = linux.views();
        this.paths = linux.paths();
    }

    /**
     * Reads what is mounted.
     *
     * @throws IOException if mounts cannot be read at all, or the memory source fails
     */
    public static FileNames of(Linux linux) throws IOException {
        FileNames names = new FileNames(linux);
        Mounts reader = Mounts.of(linux);
        Partial<MountNamespace> namespaces = reader.namespaces();
        names.missing.addAll(namespaces.missing());
        for (MountNamespace namespace : namespaces.items()) {
            Partial<MountPoint> in = reader.in(namespace);
            names.missing.addAll(in.missing());
            for (MountPoint mount : in.items()) {
                names.mounts
                        .computeIfAbsent(mount.superBlockGva(), _ -> new ArrayList<>())
                        .add(mount);
            }
        }
        return names;
    }

    /**
     * Returns the mounts that could not be read, whose files look as if nobody had them mounted.
     */
    public List<Partial.Missing> missing() {
        return List.copyOf(missing);
    }

    /** Returns where a filesystem is mounted, that of the first process first. */
    public List<MountPoint> mountsOf(long superBlockGva) {
        return List.copyOf(mounts.getOrDefault(superBlockGva, List.of()));
    }

    /**
     * Returns the names of a file.
     *
     * @param superBlockGva address of its filesystem's {@code super_block}
     * @param inodeGva address of its {@code struct inode}
     * @throws IOException if a name cannot be read, or the names have no end
     */
    public Named of(long superBlockGva, long inodeGva) throws IOException {
        List<String> names = new ArrayList<>();
        boolean mounted = false;
        long head = inodeGva + views.offsetOf("inode", "i_dentry");
        Walk<Name> dentries = linux.walks().hlist(head, Name.class, aliasPath());
        for (Name dentry : dentries.complete()) {
            String name = paths.inFilesystem(dentry.gva());
            if (name.endsWith(DELETED)) {
                name = name.substring(0, name.length() - DELETED.length());
            }
            List<String> places = places(name, mountsOf(superBlockGva));
            mounted |= !places.isEmpty();
            names.add(places.isEmpty() ? name : places.getFirst());
        }
        return new Named(names, mounted);
    }

    /** The member was in a union with a name before 7.0. */
    private String aliasPath() {
        return views.has("dentry", "d_u.d_alias") ? "d_u.d_alias" : "d_alias";
    }

    /**
     * Returns where processes see a name: of the first process's places that of the whole first.
     */
    private static List<String> places(String name, List<MountPoint> mounts) {
        List<String> whole = new ArrayList<>();
        List<String> parts = new ArrayList<>();
        for (MountPoint mount : mounts) {
            if (!mount.reachable()) {
                continue;
            }
            if (mount.root().equals("/")) {
                whole.add(joined(mount.path(), name));
            } else if (name.equals(mount.root()) || name.startsWith(mount.root() + "/")) {
                parts.add(joined(mount.path(), name.substring(mount.root().length())));
            }
        }
        whole.addAll(parts);
        return whole;
    }

    private static String joined(String mountPoint, String below) {
        return mountPoint.equals("/") && !below.isEmpty() ? below : mountPoint + below;
    }
}
