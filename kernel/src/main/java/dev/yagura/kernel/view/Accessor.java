package dev.yagura.kernel.view;

import dev.yagura.memory.paging.AddressSpace;
import java.io.IOException;
import org.jspecify.annotations.Nullable;

/** Reads a field that is more than an integer of the snapshot. */
interface Accessor {

    /** Reads the field; null stands for a NULL pointer. */
    @Nullable Object read(ViewSupport view) throws IOException;

    /** Reads an integer, without boxing it. */
    interface OfLong extends Accessor {
        long readLong(ViewSupport view) throws IOException;

        @Override
        default Object read(ViewSupport view) throws IOException {
            return readLong(view);
        }
    }

    /** Where a field is: in the snapshot, or behind pointers. */
    record Place(ResolvedField field, SnapshotPlan snapshot, String struct) {

        /** Returns the field's address, or 0 if a pointer on the way is NULL. */
        long gva(ViewSupport view) throws IOException {
            if (field.inPlace()) {
                return view.gva() + field.offset();
            }
            long at = view.pointer(snapshot.position(field.firstOffset(), Long.BYTES));
            AddressSpace memory = view.state().views().kernel().memory();
            for (int i = 1; i < field.pointers().size() && at != 0; i++) {
                at = memory.u64(at + field.pointers().get(i));
            }
            return at == 0 ? 0 : at + field.offset();
        }

        /** Copies the field's first bytes, or returns null if a pointer on the way is NULL. */
        byte @Nullable [] bytes(ViewSupport view, int lengthBytes) throws IOException {
            if (field.inPlace() && isInSnapshot(lengthBytes)) {
                return view.snapshot(snapshot.position(field.offset(), lengthBytes), lengthBytes);
            }
            long at = gva(view);
            return at == 0 ? null : view.state().views().kernel().memory().bytes(at, lengthBytes);
        }

        private boolean isInSnapshot(int lengthBytes) {
            return snapshot.pieces().stream()
                    .anyMatch(piece -> piece.holds(field.offset(), lengthBytes));
        }

        NullGuestPointerException isNull(ViewSupport view) {
            return new NullGuestPointerException(struct, field.path(), view.gva());
        }
    }
}
