package dev.yagura.view.files;

import dev.yagura.bytes.MalformedStructureException;
import dev.yagura.bytes.MalformedStructureException.Reason;
import dev.yagura.kernel.linux.Linux;
import dev.yagura.kernel.linux.Partial;
import dev.yagura.kernel.linux.content.FilePages;
import dev.yagura.kernel.view.StructViews;
import dev.yagura.kernel.walk.Walk;
import dev.yagura.kernel.walk.WalkLimits;
import dev.yagura.kernel.walk.Walks;
import dev.yagura.storage.file.FileName;
import dev.yagura.storage.file.FileType;
import java.io.IOException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * Reads what memory has of a filesystem: its list of inodes once, and each directory's list of
 * names once, both bounded for all filesystems together. Not safe for concurrent use.
 */
final class CachedTreeReader {
    /** {@code NAME_MAX}, include/uapi/linux/limits.h. */
    private static final int MAX_NAME_BYTES = 255;

    /** Files of all filesystems together; each takes about 300 bytes here. */
    private static final int MAX_INODES = 1 << 19;

    /** Names of all filesystems together. */
    private static final int MAX_NAMES = 1 << 20;

    private final Linux linux;
    private final StructViews views;
    private final Walks walks;
    private final Partial.Collector<CachedTree> losses;
    private int inodesLeft = MAX_INODES;
    private int namesLeft = MAX_NAMES;

    /**
     * Prepares to read.
     *
     * @param losses receives what could not be read
     * @throws IOException if this kernel's files cannot be read: a field is missing
     */
    CachedTreeReader(Linux linux, Partial.Collector<CachedTree> losses) throws IOException {
        this.linux = linux;
        this.views = linux.views();
        this.losses = losses;
        this.walks = new Walks(views, new WalkLimits(MAX_NAMES, WalkLimits.MAX_TREE_DEPTH));
        views.require(InodeView.class, NameView.class);
    }

    /** A tree in the making. */
    private final class Growing {
        private final String what;
        private final Map<Long, CachedInode> byNumber = new HashMap<>();
        private final Map<Long, CachedInode> byGva = new HashMap<>();
        private final Map<Long, SortedMap<FileName, Long>> names = new HashMap<>();
        private final Map<Long, Integer> nameCounts = new HashMap<>();
        private final List<InodeView> directories = new ArrayList<>();

        Growing(String what) {
            this.what = what;
        }

        void inode(long gva) throws IOException {
            if (inodesLeft == 0) {
                throw limit(what, "inodes", MAX_INODES);
            }
            inodesLeft--;
            InodeView view = views.at(InodeView.class, gva);
            if (view.mode() == 0) {
                return; // the filesystem's own, such as ext4's s_buddy_cache
            }
            CachedInode inode = CachedInode.of(view, isDirty(view));
            byGva.put(gva, inode);
            byNumber.putIfAbsent(view.number(), inode);
            if (inode.attributes().type() == FileType.DIRECTORY) {
                directories.add(view);
            }
        }

        void names(InodeView directory) throws IOException {
            SortedMap<FileName, Long> found = new TreeMap<>();
            names.putIfAbsent(directory.number(), found);
            if (directory.firstNameGva() == 0) {
                return;
            }
            Walk<Long> children = children(directory.firstNameGva());
            losses.check(children);
            long inChild = views.offsetOf("dentry", siblings());
            for (long node : children.items()) {
                losses.part(
                        "a name in %s inode %d".formatted(what, directory.number()),
                        () -> name(node - inChild, found));
            }
        }

        private void name(long gva, SortedMap<FileName, Long> found) throws IOException {
            if (namesLeft == 0) {
                throw limit(what, "names", MAX_NAMES);
            }
            namesLeft--;
            NameView name = views.at(NameView.class, gva);
            if (name.hashed() == 0) {
                return;
            }
            int length = name.nameLength();
            if (length < 1 || length > MAX_NAME_BYTES) {
                throw new MalformedStructureException(
                        Reason.OUT_OF_RANGE,
                        name.toString(),
                        "d_name.len",
                        0,
                        "is %d, expected 1..%d"
                                .formatted(Integer.toUnsignedLong(length), MAX_NAME_BYTES));
            }
            FileName text = nameOf(views.kernel().memory().bytes(name.nameGva(), length), name);
            if (name.inodeGva() == 0) {
                found.putIfAbsent(text, CachedTree.NOTHING);
            } else {
                long number = numberOf(name.inodeGva());
                found.put(text, number);
                nameCounts.merge(number, 1, Integer::sum);
            }
        }

        /** An inode that a name leads to may be missing in the list; then it is read here. */
        private long numberOf(long inodeGva) throws IOException {
            CachedInode known = byGva.get(inodeGva);
            if (known == null) {
                inode(inodeGva);
                known = byGva.get(inodeGva);
            }
            if (known == null) {
                throw new MalformedStructureException(
                        Reason.OUT_OF_RANGE,
                        what,
                        "d_inode",
                        0,
                        "is 0x%x, which is no file".formatted(inodeGva));
            }
            return known.attributes().inode();
        }
    }

    /**
     * Reads a filesystem's files.
     *
     * @param what the filesystem, for people
     * @param superBlockGva address of its {@code super_block}
     * @throws IOException if the memory source fails, or this kernel has no such lists
     */
    CachedTree read(String what, long superBlockGva) throws IOException {
        Growing tree = new Growing(what);
        Walk<Long> inodes = walks.list(superBlockGva + views.offsetOf("super_block", "s_inodes"));
        losses.check(inodes);
        long inInode = views.offsetOf("inode", "i_sb_list");
        for (long node : inodes.items()) {
            long gva = node - inInode;
            losses.part("%s inode at 0x%x".formatted(what, gva), () -> tree.inode(gva));
        }
        // By index: directories that only a name leads to are added on the way.
        for (int i = 0; i < tree.directories.size(); i++) {
            InodeView directory = tree.directories.get(i);
            losses.part(
                    "names in %s inode %d".formatted(what, directory.number()),
                    () -> tree.names(directory));
        }
        return new CachedTree(tree.byNumber, tree.names, tree.nameCounts);
    }

    private boolean isDirty(InodeView inode) throws IOException {
        return inode.pages() != 0
                && FilePages.of(linux, inode.gva() + views.offsetOf("inode", "i_data"), false)
                        .isDirty();
    }

    /** A directory has one name at most, and that name the list of those in it. */
    private Walk<Long> children(long aliasGva) throws IOException {
        // The member was in a union with a name before 7.0, and an hlist only since 6.8.
        String alias = views.has("dentry", "d_u.d_alias") ? "d_u.d_alias" : "d_alias";
        long dentry = aliasGva - views.offsetOf("dentry", alias);
        return isHlist()
                ? walks.hlist(dentry + views.offsetOf("dentry", "d_children"))
                : walks.list(dentry + views.offsetOf("dentry", "d_subdirs"));
    }

    private boolean isHlist() {
        return views.has("dentry", "d_children");
    }

    private String siblings() {
        return isHlist() ? "d_sib" : "d_child";
    }

    private static FileName nameOf(byte[] bytes, NameView name) throws MalformedStructureException {
        FileName text = FileName.of(bytes);
        for (byte b : bytes) {
            if (b == 0 || b == '/') {
                throw new MalformedStructureException(
                        Reason.OUT_OF_RANGE, name.toString(), "d_name", 0, "holds a slash or NUL");
            }
        }
        if (text.isDot()) {
            throw new MalformedStructureException(
                    Reason.OUT_OF_RANGE, name.toString(), "d_name", 0, "is " + text);
        }
        return text;
    }

    private static MalformedStructureException limit(String what, String field, int max) {
        return new MalformedStructureException(
                Reason.OUT_OF_RANGE, what, field, 0, "in memory are more than " + max);
    }
}
