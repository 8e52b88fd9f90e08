package dev.yagura.kernel.view;

import static java.util.Objects.requireNonNull;

import java.io.IOException;

/**
 * A kernel does not have a structure or field that a reader needs, or has it with another type.
 *
 * <p>Kernels change: this is not a defect of the guest. A reader that can do without the field
 * declares it {@code Optional}.
 */
public final class KernelLayoutException extends IOException {

    private static final long serialVersionUID = 1L;

    /** Release of the kernel. */
    private final String release;

    /** Name of the structure. */
    private final String struct;

    /** Path of the field, empty if the structure itself is missing. */
    private final String field;

    /**
     * Describes what is missing.
     *
     * @param release of the kernel, as {@code uname -r} prints it
     * @param struct name of the structure
     * @param field path of the field, empty for the structure itself
     * @param detail what was found and what was expected, for example {@code "not found"}
     */
    public KernelLayoutException(String release, String struct, String field, String detail) {
        super(
                "kernel %s: struct %s: %s%s%s"
                        .formatted(release, struct, field, field.isEmpty() ? "" : ": ", detail));
        this.release = requireNonNull(release, "release");
        this.struct = requireNonNull(struct, "struct");
        this.field = requireNonNull(field, "field");
    }

    /** Returns the release of the kernel. */
    public String release() {
        return release;
    }

    /** Returns the name of the structure. */
    public String struct() {
        return struct;
    }

    /** Returns the path of the field, empty if the structure itself is missing. */
    public String field() {
        return field;
    }
}
