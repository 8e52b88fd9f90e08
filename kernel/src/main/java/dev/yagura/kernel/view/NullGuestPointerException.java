package dev.yagura.kernel.view;

import static java.util.Objects.requireNonNull;

import java.io.IOException;

/** A pointer on the way to a field is NULL, so there is no value to return. */
public final class NullGuestPointerException extends IOException {

    private static final long serialVersionUID = 1L;

    /** Path of the field. */
    private final String field;

    /** Where the structure starts. */
    private final long gva;

    /**
     * Describes a path that met NULL.
     *
     * @param struct name of the structure the path starts in
     * @param field path of the field
     * @param gva guest-virtual address of that structure
     */
    public NullGuestPointerException(String struct, String field, long gva) {
        super("%s at 0x%x: %s goes through a NULL pointer".formatted(struct, gva, field));
        this.field = requireNonNull(field, "field");
        this.gva = gva;
    }

    /** Returns the path of the field. */
    public String field() {
        return field;
    }

    /** Returns the guest-virtual address of the structure that the path starts in. */
    public long gva() {
        return gva;
    }
}
