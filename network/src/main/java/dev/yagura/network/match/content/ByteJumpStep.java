package dev.yagura.network.match.content;

import dev.yagura.network.rules.BufferCondition.ByteJump;
import java.util.Optional;

/**
 * {@code byte_jump}; a jump that does not lead to a byte of the buffer fails.
 *
 * @param condition the condition
 */
record ByteJumpStep(ByteJump condition) implements Step {
    private static final int ALIGNMENT = 4;

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
        long distance = read.get().value() * condition.multiplier();
        if (condition.align()) {
            distance = ByteExtractStep.roundedUp(distance, ALIGNMENT);
        }
        int length = inspection.bytes().length;
        long origin =
                switch (condition.from()) {
                    case NUMBER -> read.get().end();
                    case BEGINNING -> 0;
                    case END -> length;
                };
        long target = origin + distance + condition.postOffset();
        return target >= 0 && target < length && inspection.rest(index + 1, (int) target);
    }
}
