package dev.yagura.kernel.walk;

import dev.yagura.kernel.view.StructView;
import dev.yagura.kernel.view.StructViews;
import dev.yagura.kernel.view.ViewType;
import java.io.IOException;

/**
 * Walks over the containers of one kernel, through one look.
 *
 * <p>What the guest does wrong ends the walk and is said in its {@link Walk#end()}; an {@code
 * IOException} means that the memory source failed, or that this kernel has no such container. Safe
 * for concurrent use.
 */
public final class Walks {
    /** A table is resized to one other; more come with insertions while it is. */
    private static final int MAX_RESIZES = 8;

    private final StructViews views;
    private final WalkLimits limits;
    private final ListWalker lists;

    /** Walks with limits of the caller's choice. */
    public Walks(StructViews views, WalkLimits limits) {
        this.views = views;
        this.limits = limits;
        this.lists = new ListWalker(views.kernel().memory(), limits);
    }

    /** Walks with the limits that fit every kernel. */
    public static Walks of(StructViews views) {
        return new Walks(views, WalkLimits.DEFAULT);
    }

    /**
     * Walks a circular list.
     *
     * @param headGva address of the head, which is no entry itself
     * @return addresses of the nodes
     */
    public Walk<Long> list(long headGva) throws IOException {
        return lists.circular(headGva, node -> node);
    }

    /**
     * Walks a circular list of structures.
     *
     * @param headGva address of the head, which is no entry itself
     * @param member path of the {@code list_head} in the entries
     */
    public <T extends StructView> Walk<T> list(long headGva, Class<T> type, String member)
            throws IOException {
        return lists.circular(headGva, container(type, member));
    }

    /** Walks a circular list of structures; as {@link #list(long, Class, String)}. */
    public <T extends StructView> Walk<T> list(ListHead head, Class<T> type, String member)
            throws IOException {
        return list(head.gva(), type, member);
    }

    /**
     * Walks a hash bucket; the nulls variant too.
     *
     * @param headGva address of the {@code hlist_head}
     * @return addresses of the nodes
     */
    public Walk<Long> hlist(long headGva) throws IOException {
        return lists.open(headGva, node -> node);
    }

    /**
     * Walks a hash bucket of structures.
     *
     * @param headGva address of the {@code hlist_head}
     * @param member path of the {@code hlist_node} in the entries
     */
    public <T extends StructView> Walk<T> hlist(long headGva, Class<T> type, String member)
            throws IOException {
        return lists.open(headGva, container(type, member));
    }

    /**
     * Walks all chains of a hash table; the nulls variant too.
     *
     * @param what the table's name, for people
     * @param firstGva address of the first bucket's {@code hlist_head}
     * @param count buckets; those beyond 2^20 are not believed, and said in the cuts
     * @param strideBytes from one bucket to the next
     * @return addresses of the nodes
     */
    public BucketWalk buckets(String what, long firstGva, long count, long strideBytes)
            throws IOException {
        String container = "%s at 0x%x".formatted(what, firstGva);
        return new BucketWalker(views.kernel().memory(), limits, container)
                .walk(firstGva, count, strideBytes, false)
                .done();
    }

    /**
     * Walks an {@code rhashtable}, in the middle of a resize too.
     *
     * @param what the table's name, for people
     * @param gva address of the {@code rhashtable}
     * @return addresses of the {@code rhash_head}s
     */
    public BucketWalk rhashtable(String what, long gva) throws IOException {
        String container = "%s at 0x%x".formatted(what, gva);
        BucketWalker walker = new BucketWalker(views.kernel().memory(), limits, container);
        long buckets = views.offsetOf("bucket_table", "buckets");
        long table = views.at(RhashTable.class, gva).tableGva();
        for (int tables = 0; table != 0; tables++) {
            if (tables == MAX_RESIZES) {
                walker.cut(WalkEnd.Reason.LIMIT, table, gva, "is resized too many times at once");
                break;
            }
            RhashTable.Buckets at = views.at(RhashTable.Buckets.class, table);
            if (at.nest() != 0) {
                walker.cut(WalkEnd.Reason.MALFORMED, table, gva, "has nested buckets, not read");
            } else {
                walker.walk(table + buckets, at.size(), Long.BYTES, true);
            }
            table = at.futureGva();
        }
        return walker.done();
    }

    /**
     * Walks a red-black tree in order.
     *
     * @param rootGva address of the {@code rb_root}, or of the {@code rb_root_cached} around it
     * @return addresses of the nodes
     */
    public Walk<Long> tree(long rootGva) throws IOException {
        return new RbTreeWalker(views, limits).walk(rootGva, node -> node);
    }

    /**
     * Walks a red-black tree of structures in order.
     *
     * @param rootGva address of the {@code rb_root}, or of the {@code rb_root_cached} around it
     * @param member path of the {@code rb_node} in the entries
     */
    public <T extends StructView> Walk<T> tree(long rootGva, Class<T> type, String member)
            throws IOException {
        return new RbTreeWalker(views, limits).walk(rootGva, container(type, member));
    }

    /**
     * Walks an XArray or radix tree, ascending by index.
     *
     * @param gva address of the {@code xarray}, {@code radix_tree_root} or {@code idr_rt}
     */
    public Walk<IndexedEntry> xarray(long gva) throws IOException {
        return new XArrayWalker(views, limits).walk(headOf(gva), 0);
    }

    /**
     * Walks an XArray whose entries may stand for several indices each, ascending.
     *
     * @param gva address of the {@code xarray}
     */
    public Walk<RangeEntry> xarrayRanges(long gva) throws IOException {
        return new XArrayWalker(views, limits).ranges(headOf(gva), 0);
    }

    /**
     * Looks one index of an XArray up, without reading the others.
     *
     * @param gva address of the {@code xarray}
     * @param index unsigned
     * @return one entry that stands for the index, or none
     */
    public Walk<RangeEntry> xarrayAt(long gva, long index) throws IOException {
        return new XArrayWalker(views, limits).at(headOf(gva), index);
    }

    /**
     * Walks an IDR, ascending by number. Numbers set aside without a pointer yet do not show.
     *
     * @param gva address of the {@code idr}
     */
    public Walk<IndexedEntry> idr(long gva) throws IOException {
        Idr idr = views.at(Idr.class, gva);
        return new XArrayWalker(views, limits)
                .walk(headOf(idr.tree().gva()), Integer.toUnsignedLong(idr.base()));
    }

    /**
     * Walks a maple tree, ascending by index.
     *
     * @param gva address of the {@code maple_tree}
     */
    public Walk<RangeEntry> maple(long gva) throws IOException {
        return new MapleTreeWalker(views, limits)
                .walk(gva + views.offsetOf("maple_tree", "ma_root"));
    }

    private long headOf(long xarrayGva) throws IOException {
        return xarrayGva + views.offsetOf("xarray", "xa_head");
    }

    private <T extends StructView> NodeReader<T> container(Class<T> type, String member)
            throws IOException {
        ViewType<T> entries = views.type(type);
        long offset = entries.offsetOf(member);
        return node -> entries.at(node - offset);
    }
}
