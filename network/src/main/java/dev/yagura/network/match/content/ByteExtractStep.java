package dev.yagura.network.match.content;

import dev.yagura.network.rules.BufferCondition.ByteExtract;
import java.util.Optional;

/**
 * {@code byte_extract}; the next condition counts from the end of the number.
 *
 * @param condition the condition
 */
record ByteExtractStep(ByteExtract condition) implements Step {
    @Override
    public boolean isRelative() {
        return condition.number().relative();
    }

    @Override
    public boolean matches(Inspection inspection, int index, int position) {
        Optional<NumberReader.Read> read =
                NumberReader.read(inspection, condition.number(), position);
        if (read.isEmpty()) {
            return false;
        }
        long value = roundedUp(read.get().value() * condition.multiplier(), condition.align());
        inspection.numbers().take(condition.name(), value);
        return inspection.rest(index + 1, read.get().end());
    }

    /** Returns the next multiple. */
    static long roundedUp(long value, int multiple) {
        long over = Long.remainderUnsigned(value, multiple);
        return over == 0 ? value : value + multiple - over;
    }
}
