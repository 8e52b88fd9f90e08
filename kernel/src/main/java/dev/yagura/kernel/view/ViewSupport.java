package dev.yagura.kernel.view;

import static java.util.Objects.requireNonNull;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import org.jspecify.annotations.Nullable;

/**
 * What generated views have in common. Public only because views live in their authors' packages;
 * not for use by hand.
 */
public abstract class ViewSupport implements StructView {
    private final @Nullable ViewState state;
    private final ByteBuffer bytes;

    /**
     * Makes a view.
     *
     * @param state what this package gave to {@link #create}, null for the prototype
     */
    protected ViewSupport(@Nullable Object state) {
        this.state = (ViewState) state;
        this.bytes =
                ByteBuffer.wrap(this.state == null ? new byte[0] : this.state.bytes())
                        .order(ByteOrder.LITTLE_ENDIAN);
    }

    /** Makes another view of the same type. */
    protected abstract ViewSupport create(Object state);

    @Override
    public final long gva() {
        return state().gva();
    }

    /** Returns the structure and its address, for people. */
    @Override
    public final String toString() {
        return "%s at 0x%x".formatted(state().plan().struct().name(), gva());
    }

    /**
     * Reads the integer of a method.
     *
     * @param method its number in {@link ViewMethods#of}
     */
    protected final long integer(int method) throws IOException {
        Accessor accessor = state().plan().accessors().get(method);
        return accessor instanceof FieldAccessors.Load load
                ? load.from(bytes)
                : ((Accessor.OfLong) accessor).readLong(this);
    }

    /**
     * Reads the object of a method.
     *
     * @param method its number in {@link ViewMethods#of}
     */
    protected final @Nullable Object object(int method) throws IOException {
        return state().plan().accessors().get(method).read(this);
    }

    final ByteBuffer bytes() {
        return bytes;
    }

    final ViewState state() {
        return requireNonNull(state, "a prototype has no state");
    }

    /** Copies bytes of the snapshot. */
    final byte[] snapshot(int at, int lengthBytes) {
        byte[] copy = new byte[lengthBytes];
        bytes.get(at, copy);
        return copy;
    }

    /** Loads a pointer of the snapshot. */
    final long pointer(int at) {
        return bytes.getLong(at);
    }
}
