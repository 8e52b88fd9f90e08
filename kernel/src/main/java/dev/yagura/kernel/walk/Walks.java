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
