package dev.yagura.kernel.view;

import static java.util.Objects.requireNonNull;

import dev.yagura.kernel.Kernel;
import java.io.IOException;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/**
 * Makes typed views of structures in one kernel, through one look.
 *
 * <p>A view interface is checked and compiled when it is first asked for, or earlier by {@link
 * #require}; that work is kept for {@link #with other looks} at the same kernel. Safe for
 * concurrent use.
 */
public final class StructViews {
    private final Kernel kernel;
    private final FieldResolver resolver;
    private final Map<Class<?>, CompiledView> compiled;
    private final Map<Member, Long> offsets;

    /** A member of a structure, by the first of these paths that exists. */
    private record Member(String struct, List<String> paths) {}

    private StructViews(
            Kernel kernel, Map<Class<?>, CompiledView> compiled, Map<Member, Long> offsets) {
        this.kernel = requireNonNull(kernel, "kernel");
        this.resolver = new FieldResolver(kernel.release(), kernel.types());
        this.compiled = compiled;
        this.offsets = offsets;
    }

    /** Returns views of a kernel's structures; nothing is compiled yet. */
    public static StructViews of(Kernel kernel) {
        return new StructViews(kernel, new ConcurrentHashMap<>(), new ConcurrentHashMap<>());
    }

    /**
     * Returns views of the same kernel through another look, with everything compiled so far.
     *
     * @param again must have the very same types
     */
    public StructViews with(Kernel again) {
        if (!again.types().equals(kernel.types())) {
            throw new IllegalArgumentException("again: has other types than the kernel");
        }
        return new StructViews(again, compiled, offsets);
    }

    /** Returns the kernel whose structures are read. */
    public Kernel kernel() {
        return kernel;
    }

    /**
     * Checks and compiles view interfaces now, so that a missing field shows before the first read.
     *
     * @throws KernelLayoutException if the kernel lacks a structure or field, or has another type
     * @throws IllegalArgumentException if an interface is not a view
     */
    @SafeVarargs
    public final void require(Class<? extends StructView>... types) throws IOException {
        for (Class<? extends StructView> type : types) {
            compile(type);
        }
    }

    /** Returns a view interface compiled for this kernel; as {@link #require}. */
    public <T extends StructView> ViewType<T> type(Class<T> type) throws IOException {
        return new ViewType<>(this, type, compile(type), resolver);
    }

    /**
     * Reads the structure at {@code gva}.
     *
     * @throws KernelLayoutException as {@link #require}
     * @throws dev.yagura.memory.paging.PageNotPresentException if its bytes are not mapped
     * @throws IOException if the memory source fails
     */
    public <T extends StructView> T at(Class<T> type, long gva) throws IOException {
        CompiledView view = compile(type);
        byte[] bytes = view.plan().snapshot().read(kernel.memory(), gva);
        return type.cast(view.create(this, gva, bytes));
    }

    /**
     * Returns the offset of a member in bytes.
     *
     * @param struct tag of the structure
     * @param paths of the member, without pointers; the first one that exists is meant
     * @throws KernelLayoutException if there is no such structure or member
     */
    public long offsetOf(String struct, String... paths) throws KernelLayoutException {
        Member member = new Member(struct, List.of(paths));
        Long known = offsets.get(member);
        if (known == null) {
            known = offset(resolver, resolver.struct(struct), member.paths());
            offsets.put(member, known);
        }
        return known;
    }

    /**
     * Returns the size of a structure in bytes.
     *
     * @throws KernelLayoutException if there is no such structure
     */
    public long sizeOf(String struct) throws KernelLayoutException {
        return resolver.struct(struct).type().sizeBytes();
    }

    /** Returns whether the structure exists and has the member. */
    public boolean has(String struct, String path) {
        try {
            offsetOf(struct, path);
            return true;
        } catch (KernelLayoutException e) {
            return false;
        }
    }

    static long offset(FieldResolver resolver, FieldResolver.NamedStruct struct, List<String> paths)
            throws KernelLayoutException {
        ResolvedField field = resolver.field(struct, paths);
        if (!field.inPlace()) {
            throw new IllegalArgumentException(
                    "%s: goes through a pointer, expected members only".formatted(field.path()));
        }
        return field.offset();
    }

    private CompiledView compile(Class<? extends StructView> type) throws IOException {
        CompiledView known = compiled.get(type);
        if (known != null) {
            return known;
        }
        // Not computeIfAbsent: an embedded structure's view is compiled on the way.
        ViewPlan plan = new PlanBuilder(kernel.types(), resolver, this::compile).build(type);
        CompiledView made = new CompiledView(plan, ViewClassWriter.prototype(type));
        CompiledView earlier = compiled.putIfAbsent(type, made);
        return earlier == null ? made : earlier;
    }
}
