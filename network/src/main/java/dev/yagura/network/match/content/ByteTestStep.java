package dev.yagura.network.match.content;

import dev.yagura.network.rules.BufferCondition.ByteTest;
import java.util.Optional;

/**
 * {@code byte_test}; a number that is not there fails, negated or not.
 *
 * @param condition the condition
 */
record ByteTestStep(ByteTest condition) implements Step {
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
        long expected = inspection.numbers().of(condition.value());
        return holds(read.get().value(), expected) != condition.negated()
                && inspection.rest(index + 1, position);
    }

    private boolean holds(long value, long expected) {
        int order = Long.compareUnsigned(value, expected);
        return switch (condition.relation()) {
            case LESS -> order < 0;
            case AT_MOST -> order <= 0;
            case EQUAL -> order == 0;
            case AT_LEAST -> order >= 0;
            case GREATER -> order > 0;
            case AND -> (value & expected) != 0;
            case XOR -> (value ^ expected) != 0;
        };
    }
}
