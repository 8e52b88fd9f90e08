package dev.yagura.kernel.view;

import java.io.IOException;
import java.util.List;

/**
 * A view interface, checked against and compiled for one kernel.
 *
 * @param <T> the interface
 */
public final class ViewType<T extends StructView> {
    private final StructViews views;
    private final Class<T> type;
    private final CompiledView compiled;
    private final FieldResolver resolver;

    ViewType(StructViews views, Class<T> type, CompiledView compiled, FieldResolver resolver) {
        this.views = views;
        this.type = type;
        this.compiled = compiled;
        this.resolver = resolver;
    }

    /** Returns the name of the structure in this kernel. */
    public String structName() {
        return compiled.plan().struct().name();
    }

    /** Returns the size of the structure in bytes. */
    public long sizeBytes() {
        return compiled.plan().struct().type().sizeBytes();
    }

    /**
     * Reads the structure at {@code gva}.
     *
     * @throws dev.yagura.memory.paging.PageNotPresentException if its bytes are not mapped
     * @throws IOException if the memory source fails
     */
    public T at(long gva) throws IOException {
        byte[] bytes = compiled.plan().snapshot().read(views.kernel().memory(), gva);
        return type.cast(compiled.create(views, gva, bytes));
    }

    /**
     * Reads the structure that contains the member at {@code memberGva}.
     *
     * @param path of the member, without pointers, for example {@code "tasks"}
     */
    public T containerOf(long memberGva, String path) throws IOException {
        return at(memberGva - offsetOf(path));
    }

    /**
     * Returns the offset of a member in bytes.
     *
     * @param path of the member, without pointers; it need not be a method of the view
     * @throws KernelLayoutException if this kernel's structure has no such member
     */
    public long offsetOf(String path) throws KernelLayoutException {
        return StructViews.offset(resolver, compiled.plan().struct(), List.of(path));
    }
}
