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

    final ViewState state() {
        return requireNonNull(state, "a prototype has no state");
    }

    /** Loads a signed byte of the snapshot. */
    protected final long s8(int at) {
        return bytes.get(at);
    }

    /** Loads an unsigned byte of the snapshot. */
    protected final long u8(int at) {
        return Byte.toUnsignedLong(bytes.get(at));
    }

    /** Loads a signed 16-bit value of the snapshot. */
    protected final long s16(int at) {
        return bytes.getShort(at);
    }

    /** Loads an unsigned 16-bit value of the snapshot. */
    protected final long u16(int at) {
        return Short.toUnsignedLong(bytes.getShort(at));
    }

    /** Loads a signed 32-bit value of the snapshot. */
    protected final long s32(int at) {
        return bytes.getInt(at);
    }

    /** Loads an unsigned 32-bit value of the snapshot. */
    protected final long u32(int at) {
        return Integer.toUnsignedLong(bytes.getInt(at));
    }

    /** Loads a 64-bit value of the snapshot. */
    protected final long s64(int at) {
        return bytes.getLong(at);
    }

    /** Reads an integer by the accessor of that number. */
    protected final long integer(int accessor) throws IOException {
        return ((Accessor.OfLong) state().plan().accessors().get(accessor)).readLong(this);
    }

    /** Reads an object by the accessor of that number. */
    protected final @Nullable Object object(int accessor) throws IOException {
        return state().plan().accessors().get(accessor).read(this);
    }

    /** Copies bytes of the snapshot. */
    final byte[] snapshot(int at, int lengthBytes) {
        byte[] copy = new byte[lengthBytes];
        bytes.get(at, copy);
        return copy;
    }
}
